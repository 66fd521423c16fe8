"""The database that a command works on, and the key that opens it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pymdm.crypto import SealKey

if TYPE_CHECKING:
    from pymdm.stores.sqlite import SQLiteStore

__all__ = ["NO_KEY", "DatabaseOption", "KeyOption", "existing", "open_store", "read_key"]

DatabaseOption = Annotated[
    str, typer.Option("--database", envvar="PYMDM_DATABASE", help="The database, a SQLite file.")
]
KeyOption = Annotated[
    str,
    typer.Option(
        "--seal-key",
        envvar="PYMDM_SEAL_KEY_FILE",
        help="The file with the key that opens it; or the key itself in PYMDM_SEAL_KEY.",
    ),
]

NO_KEY = (
    "a database needs a seal key, so that a stolen copy of it tells nothing.  Make one with\n"
    "    pymdm keys create mdm.key\n"
    "keep a copy of that file where the backups of the database are not, and give --seal-key mdm.key"
)


def read_key(file: str) -> SealKey:
    """The key in the file, or without one in the environment.

    Raises:
        OSError, ValueError: it cannot be read.
    """
    if file:
        try:
            return SealKey.from_file(file)
        except FileNotFoundError as error:
            raise FileNotFoundError(
                f"{file}: expected the file with the seal key; bring it back from its copy, "
                "or for a new database make one with pymdm keys create"
            ) from error
    text = os.environ.get("PYMDM_SEAL_KEY", "")
    if not text:
        _say(NO_KEY)
    try:
        return SealKey.parse(text)
    except ValueError as error:
        raise ValueError(f"PYMDM_SEAL_KEY: {error}") from error


def existing(database: str) -> Path:
    """The path of a database that is there: these commands make none, or a slip would be an empty server."""
    if not database:
        _say("which database?  Give --database, or PYMDM_DATABASE")
    path = Path(database)
    if not path.is_file():
        _say(f"{path}: expected a database; pymdm serve makes it at its first start")
    return path


@contextmanager
def open_store(database: str, key_file: str, *, make: bool = False) -> Iterator[SQLiteStore]:
    """The store in a database; a new one only with ``make``."""
    from pymdm.cli._extras import need

    need("sqlalchemy", "sqlite")
    from pymdm.stores.sqlite import SQLiteStore

    path = Path(database) if make else existing(database)
    with SQLiteStore(path, seal=read_key(key_file)) as store:
        yield store


def _say(text: str) -> NoReturn:
    typer.echo(f"pymdm: {text}", err=True)
    raise typer.Exit(1)
