"""Opening a database file: engine, pool, and how each of its connections is set up."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Engine, create_engine, event

from pymdm.errors import StorageError

__all__ = ["BUSY_SECONDS", "create_file", "make_engine"]

# For how long a writer waits for another program (a backup, a second process) before its devices get 503
# and come back.  Proxies give up after 30 or 60 seconds; a device repeats after minutes.
BUSY_SECONDS: Final = 10.0

# Connections that stay open, and how many more there may be for a moment: the writer's and the readers'.
# A reader is busy for a fraction of a millisecond, so that 64 threads share few.
_KEPT: Final = 4
_MORE: Final = 12

# Each connection keeps the plans of its statements.  There are about a hundred different ones.
_STATEMENTS: Final = 256

#: For each connection.
#: synchronous: a result is on the disk before the device hears 200 and forgets it (F19); NORMAL would lose
#: the last seconds with the power.
#: fullfsync: macOS calls a write done that is still in the disk's memory; elsewhere it means nothing.
#: foreign_keys: a row without its owner is a mistake of ours, and is found when it is made; costs about a
#: microsecond for a row.
#: secure_delete: what is deleted is overwritten where its page is written anyway; it was sealed all the same.
#: trusted_schema: functions with side effects are not called from a schema that somebody has tampered with.
_PRAGMAS: Final = (
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = FAST",
    "PRAGMA trusted_schema = OFF",
)

# Readers never wait for the writer, nor it for them.  It is a property of the file; to ask for it is cheap.
_WAL: Final = "PRAGMA journal_mode = WAL"


def create_file(path: Path) -> bool:
    """Make sure that there is a file, for nobody else to read; says whether it is new or empty.

    SQLite gives the files beside it the same mode.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return path.stat().st_size == 0
    except OSError as error:
        raise StorageError(f"cannot create the database in {path.parent}: {error.strerror}") from error
    return True


def make_engine(path: Path, *, foreign_keys: bool = True) -> Engine:
    """The engine for a database file.  Its connections begin and commit nothing by themselves."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        # BEGIN IMMEDIATE and COMMIT are ours to say (F22).
        isolation_level="AUTOCOMMIT",
        # Else a failed statement would show its parameters in the log.
        hide_parameters=True,
        pool_size=_KEPT,
        max_overflow=_MORE,
        pool_timeout=BUSY_SECONDS,
        connect_args={
            "timeout": BUSY_SECONDS,
            "cached_statements": _STATEMENTS,
            "check_same_thread": False,
        },
    )

    def prepare(connection: sqlite3.Connection, _: Any) -> None:
        try:
            _prepare(connection, foreign_keys=foreign_keys)
        except BaseException:
            # Nobody else knows of it yet.
            connection.close()
            raise

    event.listen(engine, "connect", prepare)
    return engine


def _prepare(connection: sqlite3.Connection, *, foreign_keys: bool) -> None:
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    if not foreign_keys:
        connection.execute("PRAGMA foreign_keys = OFF")
    [(mode,)] = connection.execute(_WAL).fetchall()
    if mode != "wal":
        raise StorageError("expected a file system on which SQLite can use WAL: no network share")
