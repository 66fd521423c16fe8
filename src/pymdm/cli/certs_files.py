"""Passwords and files of ``pymdm certs``: nothing is overwritten, and no key is written in clear."""

from __future__ import annotations

import contextlib
import os
import warnings
from collections.abc import Iterator
from getpass import GetPassWarning
from pathlib import Path
from typing import Annotated, Final

import typer

from pymdm.apns._certificate_file import MAX_FILE
from pymdm.cli import _new_file
from pymdm.cli._inspect_text import printable
from pymdm.errors import PymdmError

__all__ = [
    "MIN_PASSWORD",
    "PASSWORD",
    "PasswordFile",
    "about",
    "ask",
    "ask_new",
    "ensure_absent",
    "open_to_others",
    "read",
    "write_new",
]

PASSWORD: Final = "PYMDM_KEY_PASSWORD"  # noqa: S105 - the name of a variable
"""The environment variable with the password, for programs."""

# A key file may be copied and guessed at for years; eight characters are the least that a prompt should take.
# A good one is long and made by a password manager.
MIN_PASSWORD: Final = 8

# A first line in a file made by an editor; more is another file.
_MAX_PASSWORD: Final = 1024

PasswordFile = Annotated[
    str,
    typer.Option(
        "--password-file",
        metavar="FILE",
        help=f"Read the password from the first line of FILE. Without it: ${PASSWORD}, or a prompt.",
    ),
]


@contextlib.contextmanager
def about(name: str) -> Iterator[None]:
    """What is wrong in here is wrong with this file, and its text begins with its name."""
    try:
        yield
    except (ValueError, PymdmError) as error:
        raise ValueError(f"{printable(name)}: {error}") from error


def ask(what: str, file: str, *, option: str = "--password-file") -> str:
    """The password of a key that exists; a container may have an empty one.

    Raises:
        ValueError: there is none in the file, or nobody who could be asked.
    """
    found = _given(file)
    return found if found is not None else _typed(f"Password of {printable(what)}", what, option, new=False)


def ask_new(what: str, file: str) -> str:
    """The password for a key that will be written; a prompt asks twice.

    Raises:
        ValueError: it is too short, or there is nobody who could be asked.
    """
    found = _given(file)
    if found is None:
        found = _typed(f"New password for {printable(what)}", what, "--password-file", new=True)
    if len(found) < MIN_PASSWORD:
        raise ValueError(f"expected a password of {MIN_PASSWORD} characters or more for a new key file")
    return found


def _typed(text: str, what: str, option: str, *, new: bool) -> str:
    try:
        # Where there is no terminal, getpass would warn and read on, from what was meant for somebody else.
        with warnings.catch_warnings():
            warnings.simplefilter("error", GetPassWarning)
            default = None if new else ""
            return str(
                typer.prompt(
                    text,
                    hide_input=True,
                    confirmation_prompt=new,
                    default=default,
                    show_default=False,
                    err=True,  # standard output may be a file of JSON
                )
            )
    except GetPassWarning:
        typer.echo(err=True)  # behind the question
        raise ValueError(
            f"{printable(what)}: expected a password; there is no terminal to ask at, so give it in "
            f"{PASSWORD} or with {option} FILE"
        ) from None


def ensure_absent(*names: str) -> None:
    """Refuse before any work if one of the files to write is there.

    Raises:
        FileExistsError: with its name.
    """
    for name in names:
        if os.path.lexists(name):
            raise FileExistsError(f"{name}: expected no such file; nothing is overwritten, name another")


def write_new(name: str, data: bytes, *, secret: bool = False) -> None:
    """A new file, on the disk when this returns; what is secret is for its owner alone.

    Raises:
        FileExistsError: there is one of this name already, or a link.
        OSError: it cannot be written; then there is none.
    """
    ensure_absent(name)
    _new_file.write_new(Path(name), data, 0o600 if secret else 0o644)


def read(name: str) -> bytes:
    """A file; of one that is too large, one byte more than is allowed, which its reader refuses.

    Raises:
        OSError: it cannot be read.
    """
    with Path(name).open("rb") as file:
        return file.read(MAX_FILE + 1)


def open_to_others(name: str) -> bool:
    """Whether somebody else on this machine may read the file."""
    return os.name == "posix" and bool(Path(name).stat().st_mode & 0o077)


def _given(file: str) -> str | None:
    if file:
        with Path(file).open("rb") as opened:
            lines = opened.read(_MAX_PASSWORD).splitlines()
        try:
            # Some editors put a byte order mark before the first character.
            found = lines[0].decode("utf-8-sig") if lines else ""
        except UnicodeDecodeError:
            # Without its cause, which would show a part of the password.
            raise ValueError(f"{file}: expected a password in UTF-8 in the first line") from None
        if not found:
            raise ValueError(f"{file}: expected a password in the first line")
        return found
    return os.environ.get(PASSWORD) or None
