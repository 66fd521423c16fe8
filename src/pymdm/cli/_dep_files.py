"""Files of ``pymdm dep``: key pairs and tokens, in clear or not, are for their owner alone.

The new text is written beside the file, never to a folder of temporary files (T73), and takes its place in
one step: whatever happens, there is the old one or the new one.  The name beside it is fixed, so that it also
keeps two renewals from undoing each other.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Annotated, Final

import typer

from pymdm.cli._inspect_text import printable
from pymdm.cli._new_file import sync_folder, write_new
from pymdm.cli.certs_files import about, open_to_others, read
from pymdm.dep.tokens import ServerToken
from pymdm.service.machine import utc_now

__all__ = ["TokenOption", "read_token", "replace"]

TokenOption = Annotated[
    str, typer.Option("--token", metavar="FILE", help="The server token, as pymdm dep token --out kept it.")
]

_OWNER_ONLY: Final = 0o600


def read_token(name: str) -> ServerToken:
    """The decrypted token in a file, for a command that logs in with it; what to mind is told beside it.

    Raises:
        OSError: it cannot be read.
        ValueError: it is none, or has expired; the text names the file.
    """
    data, now = read(name), utc_now()
    with about(name):
        if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            raise ValueError(
                "expected a decrypted server token; open what the portal gave you with pymdm dep token "
                "FILE.p7m --out dep-token.json"
            )
        token = ServerToken.from_json(data)
        token.check(now)
    if open_to_others(name):
        typer.echo(f"warning: others can read {printable(name)}: chmod 600", err=True)
    warning = token.expiry_warning(now)
    if warning is not None:
        typer.echo(f"warning: {warning.text}", err=True)
    return token


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
