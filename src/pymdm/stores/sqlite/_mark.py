"""How far the database has come, beside it: what gives a restored backup away (F28).

In a backup, commands are pending that devices have carried out since, and they would be sent again.  So the
number of the last event is also written into a small file beside the database, after each commit and without
waiting for the disk: it can be behind the database, after a crash, but never ahead of it, unless the database
has been replaced by an older one.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Final

from pymdm.errors import StorageError

__all__ = ["Mark"]

_log = logging.getLogger("pymdm.stores")

# A number of this width is overwritten in place and never leaves its sector, so that it is never half new.
_WIDTH: Final = 20

# Windows would translate the end of the line.
_FLAGS: Final = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)


class Mark:
    """The file ``<database>.mark``.  ``write`` is called by one thread at a time."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(f"{database.name}.mark")
        try:
            self._file = os.open(self.path, _FLAGS, 0o600)
        except OSError as error:
            raise StorageError(f"cannot write the mark beside the database: {error.strerror}") from error
        self._told = False

    def read(self) -> int | None:
        """The number in it; None if there is none."""
        os.lseek(self._file, 0, os.SEEK_SET)
        found = os.read(self._file, _WIDTH + 2)
        text = found.removesuffix(b"\n")
        return int(text) if len(text) == _WIDTH and text.isdigit() else None

    def write(self, event: int) -> None:
        """Note the last event.  A fault is logged and harms nobody: the mark is then behind."""
        try:
            os.lseek(self._file, 0, os.SEEK_SET)
            os.write(self._file, b"%0*d\n" % (_WIDTH, event))
        except OSError as error:
            if not self._told:
                self._told = True
                _log.warning("mark beside the database not written: reason=%r", error.strerror)

    def close(self) -> None:
        """Close the file."""
        # Its number may be another file's from now on.
        file, self._file = self._file, -1
        os.close(file)
