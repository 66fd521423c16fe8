"""Files of ``pymdm dep`` that are renewed: key pairs and tokens, in clear or not, are for their owner alone.

The new text is written beside the file, never to a folder of temporary files (T73), and takes its place in
one step: whatever happens, there is the old one or the new one.  The name beside it is fixed, so that it also
keeps two renewals from undoing each other.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from pymdm.cli._new_file import sync_folder, write_new

__all__ = ["replace"]

_OWNER_ONLY: Final = 0o600


def replace(name: str, data: bytes) -> None:
    """Write a file, or a new one in its place, whose mode and owner stay; on the disk when this returns.

    Raises:
        FileExistsError: somebody else is about to do the same, or was interrupted.
        OSError: it cannot be written; the file is as it was.
    """
    path = Path(name).resolve()  # the file and not a link that leads to it
    new = path.with_name(f"{path.name}.new")
    try:
        write_new(new, data, _OWNER_ONLY)
    except FileExistsError:
        raise FileExistsError(
            f"{new}: expected no such file; either another command writes it, or one was interrupted: then "
            "remove it"
        ) from None
    try:
        if path.exists():
            _take_over(new, path.stat())
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _take_over(new: Path, before: os.stat_result) -> None:
    """Mode and owner of the old file: a server that could read it can read the new one."""
    if os.name != "posix":
        return
    now = new.stat()
    if (before.st_uid, before.st_gid) != (now.st_uid, now.st_gid):
        os.chown(new, before.st_uid, before.st_gid)
    new.chmod(stat.S_IMODE(before.st_mode))
