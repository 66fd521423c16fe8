"""The ``pymdm`` command.  Importing this package needs the extra ``pymdm[cli]``."""

from __future__ import annotations

__all__: list[str] = []
