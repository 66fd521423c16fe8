"""Stores: where enrollments, queues and events are kept."""

from __future__ import annotations

from pymdm.stores.memory import MemoryStore
from pymdm.stores.rowstore import RowStore

__all__ = ["MemoryStore", "RowStore"]
