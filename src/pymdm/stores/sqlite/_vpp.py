"""Apps and Books in the same file: one writer for everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from pymdm.crypto import SealKey
from pymdm.stores._vpp_rows import VPPRows
from pymdm.stores.sql._vpp import SQLVPPRows
from pymdm.stores.sqlite._transactions import SQLiteTransactions

__all__ = ["SQLiteVPPTransactions"]

R = TypeVar("R")


class SQLiteVPPTransactions:
    """`pymdm.stores._vpp_rows.VPPTransactions` over the engine and the writer of the store."""

    def __init__(self, own: SQLiteTransactions, seal: SealKey, store: object) -> None:
        self._own: Final = own
        self._seal: Final = seal
        # Which closes the file when nobody has it any more.
        self._store: Final = store

    def write(self, name: str, work: Callable[[VPPRows], R], /) -> R:
        """See `VPPTransactions`."""
        self._own.refuse_unusable()
        return self._own.writer.run(name, lambda taken: work(SQLVPPRows(taken.connection, self._seal)))

    def read(self, work: Callable[[VPPRows], R], /) -> R:
        """See `VPPTransactions`."""
        return self._own.read_connection(lambda connection: work(SQLVPPRows(connection, self._seal)))
