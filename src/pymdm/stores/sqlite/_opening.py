"""Is it ours, is it of this version, is it this key's: what is asked before a database is used."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final, cast

from sqlalchemy import Connection, Engine, insert, select, update

from pymdm.crypto import SealKey
from pymdm.errors import StorageError
from pymdm.stores.sql import _tables as t
from pymdm.stores.sql.migrating import current_revision, refuse_other_schema, upgrade
from pymdm.stores.sqlite._engine import create_file, make_engine
from pymdm.stores.sqlite._faults import faults

__all__ = ["check_key", "migrate", "open_engine", "store_key_check"]

_CHECK: Final = "seal_check"


def open_engine(path: str | os.PathLike[str], seal: SealKey) -> Engine:
    """The engine of a database that may be used: made if it is new, refused if it is older, newer or sealed
    under another key.

    Raises:
        StorageError: what is wrong, and what to do.
    """
    file = _file(path)
    create_file(file)
    with faults():
        engine = make_engine(file)
        try:
            with engine.connect() as connection:
                made = current_revision(connection) is not None
            if not made:  # new, or left by a process that died while it made the tables (F27)
                _migrate(file, seal)
            with engine.connect() as connection:
                refuse_other_schema(current_revision(connection))
                check_key(connection, seal)
        except BaseException:
            engine.dispose()
            raise
        return engine


def migrate(path: str | os.PathLike[str]) -> tuple[str, ...]:
    """Bring a database to the schema of this program; gives the names of the steps, none if it was there.

    It needs no key and changes all or nothing.  Make a backup before: there is no way back to an older
    schema.  Nobody else should use the database meanwhile; who tries waits, and gets StorageError.

    Raises:
        StorageError: there is no such database, or it is newer than this program, or another program's.
    """
    file = _file(path)
    if not file.exists():
        raise StorageError("expected a database to migrate; there is no such file")
    with faults():
        return _migrate(file, None)


def _migrate(file: Path, seal: SealKey | None) -> tuple[str, ...]:
    # A migration that rebuilds a table must not set off what foreign keys do when rows are deleted.
    engine = make_engine(file, foreign_keys=False)
    try:
        with engine.connect() as connection, closing(_driver(connection).cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            try:
                new = current_revision(connection) is None
                done = upgrade(connection)
                if new and seal is not None:
                    store_key_check(connection, seal)
                if cursor.execute("PRAGMA foreign_key_check").fetchone():
                    raise StorageError("the migration leaves rows without owners: nothing is changed")
                cursor.execute("COMMIT")
            except BaseException:
                if cursor.connection.in_transaction:
                    cursor.execute("ROLLBACK")
                raise
        return done
    finally:
        engine.dispose()


def check_key(connection: Connection, seal: SealKey) -> None:
    """Raise StorageError, naming the key that is missing, unless the ring opens this database (T70)."""
    found = connection.execute(select(t.setting.c.data).where(t.setting.c.name == _CHECK)).scalar()
    if found is None:
        raise StorageError("expected the check of the seal key in the database: it was never completely made")
    seal.verify_check_value(bytes(found))


def store_key_check(connection: Connection, seal: SealKey) -> None:
    """Keep the value by which the present key is known again."""
    value = seal.check_value()
    here = t.setting.c.name == _CHECK
    if not connection.execute(update(t.setting).where(here).values(data=value)).rowcount:
        connection.execute(insert(t.setting).values(name=_CHECK, data=value))


def _file(path: str | os.PathLike[str]) -> Path:
    if os.fspath(path) in ("", ":memory:"):
        raise ValueError("expected the path of a file; MemoryStore keeps everything in memory")
    return Path(path)


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.driver_connection)
