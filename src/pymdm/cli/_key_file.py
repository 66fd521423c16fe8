"""Writing the file with the seal keys, so that no power cut leaves half of it.

The new text is written beside the file, never to a folder of temporary files (T73): the same disk, so that
renaming it is atomic, and the same protection.  The name of that file is fixed, so that it also is the lock
which keeps two rotations from losing the key of one of them.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import Final

from pymdm.cli._new_file import sync_folder, write_new
from pymdm.crypto import SealKey
from pymdm.crypto._seal_text import FORMAT

__all__ = ["create", "rotate"]

_OWNER_ONLY: Final = 0o600


def create(name: str, text: str) -> None:
    """A new file, on the disk when this returns.

    Raises:
        FileExistsError: there is one of this name already, or a link.
        OSError: it cannot be written; then there is none.
    """
    path = Path(name)
    try:
        write_new(path, text.encode(), _OWNER_ONLY)
    except FileExistsError:
        raise FileExistsError(f"{path}: expected no such file; seal keys are never overwritten") from None


def rotate(name: str) -> SealKey:
    """Put a new key in front of those in the file; comments, mode and owner stay.

    Raises:
        FileExistsError: another rotation runs, or one was interrupted.
        OSError: it cannot be read or written; the file is as it was.
        ValueError: it is not a key file, or a full one.
    """
    path = Path(name).resolve(strict=True)  # the file and not a link that leads to it
    new = path.with_name(f"{path.name}.new")
    before = path.stat()
    try:
        # Made first and filled last: what is read in between no other rotation can change.
        write_new(new, b"", _OWNER_ONLY)
    except FileExistsError:
        raise FileExistsError(
            f"{new}: expected no such file; either another rotation runs, or one was interrupted: "
            "then remove it, nothing is sealed under the key in it"
        ) from None
    try:
        ring = SealKey.from_file(path).rotated()
        text = _with_key_in_front(path.read_text(encoding="utf-8-sig"), ring)
        if SealKey.parse(text).key_ids != ring.key_ids:
            raise ValueError(f"{path}: expected a file that nobody else changes; nothing was written")
        with new.open("r+", encoding="utf-8", newline="\n") as file:
            file.write(text)
            _take_over(file.fileno(), before)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink()
        raise
    sync_folder(path.parent)
    return ring


def _with_key_in_front(text: str, ring: SealKey) -> str:
    """The text with the line of the ring's newest key before the first key."""
    (line,) = (line for line in ring.to_text().splitlines() if line.split()[1:2] == [ring.current_id])
    lines = text.splitlines()
    at = next(number for number, old in enumerate(lines) if old.split()[:1] == [FORMAT])
    return "\n".join((*lines[:at], line, *lines[at:], ""))


def _take_over(descriptor: int, before: os.stat_result) -> None:
    """Mode and owner of the old file: a server that could read it can read the new one.

    Raises:
        PermissionError: the file belongs to somebody else, and this user may not give files away.
    """
    if os.name != "posix":
        return
    now = os.fstat(descriptor)
    if (before.st_uid, before.st_gid) != (now.st_uid, now.st_gid):
        os.fchown(descriptor, before.st_uid, before.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(before.st_mode))
