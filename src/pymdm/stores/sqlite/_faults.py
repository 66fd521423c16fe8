"""What can be wrong with a database, in one kind of error and in words that say what to do.

The texts carry no values: SQLAlchemy is told to hide parameters, and SQLite names tables and columns only.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import exc

from pymdm.errors import StorageError

__all__ = ["DatabaseDown", "faults", "told"]


class DatabaseDown(StorageError):
    """The database as a whole does not serve; it is not one item of a batch that brought the fault along."""


_TEXTS: Final = {
    sqlite3.SQLITE_BUSY: "the database is locked by another program for too long: a backup, a shell?",
    sqlite3.SQLITE_LOCKED: "the database is locked by another connection of this program",
    sqlite3.SQLITE_FULL: "the disk of the database is full: make room, and it goes on by itself",
    sqlite3.SQLITE_IOERR: "the database cannot be read or written: look at the disk and the system log",
    sqlite3.SQLITE_CORRUPT: "the database is damaged: stop, and restore the last backup",
    sqlite3.SQLITE_NOTADB: "expected a SQLite database: the file is something else",
    sqlite3.SQLITE_READONLY: "the database may only be read: check the owner of file and directory",
    sqlite3.SQLITE_CANTOPEN: "the database cannot be opened: check path, owner and mode",
    sqlite3.SQLITE_NOMEM: "the database has run out of memory",
}


@contextmanager
def faults() -> Iterator[None]:
    """Turn what SQLite and SQLAlchemy raise into StorageError."""
    try:
        yield
    except (sqlite3.Error, exc.SQLAlchemyError) as error:
        raise told(error) from error


def told(error: sqlite3.Error | exc.SQLAlchemyError) -> StorageError:
    """The error to raise for what SQLite or SQLAlchemy has raised."""
    if isinstance(error, exc.TimeoutError):
        return DatabaseDown("too many readers: no connection to the database was free in time")
    cause: BaseException | None = error.orig if isinstance(error, exc.DBAPIError) else error
    if not isinstance(cause, sqlite3.Error):
        return StorageError(f"the database layer failed: {type(error).__name__}")
    # The lowest byte is the kind; the rest of an extended code tells the circumstances.
    code = getattr(cause, "sqlite_errorcode", None)
    name = getattr(cause, "sqlite_errorname", type(cause).__name__)
    text = None if code is None else _TEXTS.get(code & 0xFF)
    if text is None:
        return StorageError(f"the database refused: {name}")
    return DatabaseDown(f"{text} ({name})")
