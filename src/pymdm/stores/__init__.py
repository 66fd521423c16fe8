"""Stores: where enrollments, queues and events are kept.

``SQLiteStore`` loads on first use and needs ``pip install "pymdm[server]"``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pymdm.stores.memory import MemoryStore
from pymdm.stores.rowstore import RowStore

if TYPE_CHECKING:
    from pymdm.stores.sqlite import SQLiteStore

__all__ = ["MemoryStore", "RowStore", "SQLiteStore"]


def __getattr__(name: str) -> object:
    if name != "SQLiteStore":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from pymdm.stores.sqlite import SQLiteStore
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f'SQLiteStore needs {error.name}: pip install "pymdm[server]"', name=error.name
        ) from error
    return SQLiteStore


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
