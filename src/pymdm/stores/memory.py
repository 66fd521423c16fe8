"""A store in memory: complete, thread-safe and gone with the process.

For tests, demonstrations and as the reference that other stores are compared with.
"""

from __future__ import annotations

from pymdm.stores._memory_rows import MemoryTransactions
from pymdm.stores.rowstore import RowStore

__all__ = ["MemoryStore"]


class MemoryStore(RowStore):
    """All twelve verbs over dictionaries, under one lock."""

    def __init__(self) -> None:
        super().__init__(MemoryTransactions())
