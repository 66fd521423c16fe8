"""The store in memory keeps the contract of stores, and its own bounds."""

from __future__ import annotations

from pymdm.service import Store
from pymdm.stores import MemoryStore
from pymdm.testing.store_contract import StoreContract


class TestMemoryStore(StoreContract):
    def make_store(self) -> Store:
        return MemoryStore()
