"""The store in SQLite keeps the contract of stores: as it is, and opened anew for every single call."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pymdm.crypto import SealKey
from pymdm.service import Store
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing.store_contract import StoreContract

KEY = SealKey.generate()


class TestSQLiteStore(StoreContract):
    @pytest.fixture(autouse=True)
    def place(self, tmp_path: Path) -> Iterator[None]:
        self.path = tmp_path / "mdm.sqlite"
        self.opened: list[SQLiteStore] = []
        yield
        for store in self.opened:
            store.close()

    def make_store(self) -> Store:
        store = SQLiteStore(self.path.with_name(f"{len(self.opened)}.sqlite"), seal=KEY)
        self.opened.append(store)
        return store
