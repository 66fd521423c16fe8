"""The enrollment program in the same file: one writer for devices of both kinds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from pymdm.crypto import SealKey
from pymdm.stores._dep_rows import DEPRows
from pymdm.stores.sql._dep import SQLDEPRows
from pymdm.stores.sqlite._transactions import SQLiteTransactions

__all__ = ["SQLiteDEPTransactions"]

R = TypeVar("R")


class SQLiteDEPTransactions:
    """`pymdm.stores._dep_rows.DEPTransactions` over the engine and the writer of the store."""

    def __init__(self, own: SQLiteTransactions, seal: SealKey, store: object) -> None:
        self._own: Final = own
        self._seal: Final = seal
        # Which closes the file when nobody has it any more.
        self._store: Final = store

    def write(self, name: str, work: Callable[[DEPRows], R], /) -> R:
        """See `DEPTransactions`."""
        self._own.refuse_unusable()
        return self._own.writer.run(name, lambda taken: work(SQLDEPRows(taken.connection, self._seal)))

    def read(self, work: Callable[[DEPRows], R], /) -> R:
        """See `DEPTransactions`."""
        return self._own.read_connection(lambda connection: work(SQLDEPRows(connection, self._seal)))
