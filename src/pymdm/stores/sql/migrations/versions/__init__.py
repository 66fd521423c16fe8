"""One file for each step of the schema, never changed once it is released."""

from __future__ import annotations

__all__: list[str] = []
