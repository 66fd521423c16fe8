"""A store in one SQLite file: durable, sealed, for one machine."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Self

from pymdm.crypto import SealKey
from pymdm.stores.rowstore import RowStore
from pymdm.stores.sqlite._opening import open_engine
from pymdm.stores.sqlite._transactions import SQLiteTransactions

__all__ = ["SQLiteStore"]


class SQLiteStore(RowStore):
    """All twelve verbs over one database file; what is answered is on the disk.

    A new file is made and gets its tables.  An older database is refused until `migrate` has been run, after
    a backup: that is somebody's decision and not that of a restart.  May be used by many threads; close it,
    or use it in a ``with`` block.

    Raises:
        StorageError: the database is older or newer than this program, belongs to another one, or ``seal``
            lacks its key.
    """

    def __init__(self, path: str | os.PathLike[str], *, seal: SealKey) -> None:
        self._engine = open_engine(path, seal)
        self._own = SQLiteTransactions(self._engine, seal)
        super().__init__(self._own)

    def close(self) -> None:
        """Close all connections; the store is not to be used afterwards."""
        self._own.writer.close()
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
