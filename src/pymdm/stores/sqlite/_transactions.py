"""Transactions: one writer at a time in the process, readers beside it on connections of their own."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from pymdm.crypto import SealKey
from pymdm.stores._steps import reach
from pymdm.stores.rows import Rows
from pymdm.stores.sql._base import Counters
from pymdm.stores.sql._rows import SQLRows
from pymdm.stores.sqlite._engine import BUSY_SECONDS
from pymdm.stores.sqlite._faults import DatabaseDown, faults, told
from pymdm.stores.sqlite._mark import Mark
from pymdm.stores.sqlite._notes import Notes

__all__ = ["SQLiteTransactions", "Transaction", "Writer"]

R = TypeVar("R")

# Readers are done in well under a millisecond, so that few are ever at it together.
MAX_IDLE: Final = 4


class Transaction:
    """What one write transaction works with."""

    __slots__ = ("connection", "counters", "driver")

    def __init__(self, connection: Connection, driver: sqlite3.Connection) -> None:
        self.connection = connection
        self.driver = driver
        self.counters = Counters()


class Writer:
    """The one connection that writes.  Whoever holds the lock has it."""

    def __init__(self, engine: Engine, seal: SealKey, mark: Mark) -> None:
        self._engine = engine
        self._seal = seal
        self._mark = mark
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self.commits = 0
        self.notes: Final = Notes()

    def run(self, name: str, work: Callable[[Transaction], R]) -> R:
        """Carry ``work`` out in a write transaction; nothing of it is stored if anything is raised."""
        if not self._lock.acquire(timeout=BUSY_SECONDS):
            raise DatabaseDown("the database is busy: another transaction of this program takes too long")
        try:
            done = self._carry_out(name, work)
        except (sqlite3.Error, SQLAlchemyError) as error:
            raise told(error) from error
        finally:
            self._lock.release()
        reach(f"{name}.after-commit")
        return done

    def _carry_out(self, name: str, work: Callable[[Transaction], R]) -> R:
        connection = self._connected()
        driver = cast(sqlite3.Connection, connection.connection.driver_connection)
        transaction = Transaction(connection, driver)
        try:
            # The lock from the start: one that is asked for in the middle is refused at once (F22).
            driver.execute("BEGIN IMMEDIATE")
            before = driver.total_changes
            noted = self._store_notes(transaction) if self.notes else {}
            done = work(transaction)
            reach(f"{name}.before-commit")
            driver.execute("COMMIT")
        except BaseException:
            self._take_back(driver)
            raise
        self.notes.stored(noted)
        self.commits += driver.total_changes != before
        if transaction.counters.given("event"):
            self._mark.write(transaction.counters.last(connection, "event"))
        return done

    def _store_notes(self, transaction: Transaction) -> Mapping[str, int]:
        return self.notes.store(SQLRows(transaction.connection, self._seal, transaction.counters))

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _take_back(self, driver: sqlite3.Connection) -> None:
        try:
            # After a full disk SQLite has already done it.
            if driver.in_transaction:
                driver.execute("ROLLBACK")
        except sqlite3.Error:
            self.close()

    def close(self) -> None:
        """Give the connection back; the next transaction opens another one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()


class SQLiteTransactions:
    """`pymdm.stores.rows.Transactions` over one database file."""

    def __init__(self, engine: Engine, seal: SealKey, mark: Mark) -> None:
        self._engine: Final = engine
        self._seal: Final = seal
        self._process: Final = os.getpid()
        self._closed = False
        self.writer: Final = Writer(engine, seal, mark)
        self._idle: Final[list[Connection]] = []

    def refuse_unusable(self) -> None:
        """Raise StorageError once it is closed, and in a child of the process that has opened the database,
        where SQLite must not be used."""
        if self._closed:
            raise DatabaseDown("the store is closed")
        if os.getpid() != self._process:
            raise DatabaseDown("the store was opened before a fork: open it in each process (no --preload)")

    def flush(self) -> None:
        """Store what waits for a transaction to ride along with."""
        if self.writer.notes:
            self.writer.run("events_after", lambda _: None)

    def close(self) -> None:
        """Close the connections; repeating it does nothing."""
        if self._closed:
            return
        self._closed = True
        try:
            if os.getpid() == self._process:
                self.flush()
        finally:
            self.writer.close()
            while self._idle:
                self._idle.pop().close()

    def write(self, name: str, devices: Iterable[str], work: Callable[[Rows], R], /) -> R:
        """See `pymdm.stores.rows.Transactions`."""
        self.refuse_unusable()

        def carry_out(transaction: Transaction) -> R:
            return work(SQLRows(transaction.connection, self._seal, transaction.counters))

        return self.writer.run(name, carry_out)

    def read(self, work: Callable[[Rows], R], /) -> R:
        """See `pymdm.stores.rows.Transactions`."""
        return self.read_connection(lambda connection: work(SQLRows(connection, self._seal)))

    def read_connection(self, work: Callable[[Connection], R]) -> R:
        """Run ``work``, which only reads, on one consistent state."""
        self.refuse_unusable()
        with faults(), self._reader() as connection:
            driver: Any = connection.connection.driver_connection
            # One state for all that is read, however many statements it takes.
            driver.execute("BEGIN")
            try:
                return work(connection)
            finally:
                driver.execute("ROLLBACK")

    @contextmanager
    def _reader(self) -> Iterator[Connection]:
        """A connection to read with; kept for the next reader, because the pool's bookkeeping costs more than
        a short read."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._engine.connect()
        try:
            yield connection
        except BaseException:
            connection.invalidate()
            connection.close()
            raise
        self._idle.append(connection)
        if len(self._idle) > MAX_IDLE:
            self._idle.pop().close()
