"""The store in SQLite keeps the contract of stores: as it is, and opened anew for every single call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pymdm.crypto import SealKey
from pymdm.service import Store
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing.store_contract import StoreContract


class TestSQLiteStore(StoreContract):
    max_users = 100  # each new one is compared with all others, which takes ten seconds for a thousand

    @pytest.fixture(autouse=True)
    def place(
        self,
        path: Path,
        seal: SealKey,
        new_database: bytes,
        monkeypatch: pytest.MonkeyPatch,
        no_waiting_for_the_disk: None,
    ) -> Iterator[None]:
        monkeypatch.setattr("pymdm.stores._scripts.sender.MAX_USERS", self.max_users)
        self.path, self.seal, self.new_database = path, seal, new_database
        self.opened: list[SQLiteStore] = []
        yield
        for store in self.opened:
            store.close()

    def make_store(self) -> Store:
        path = self.path.with_name(f"{len(self.opened)}.sqlite")
        path.write_bytes(self.new_database)
        store = SQLiteStore(path, seal=self.seal)
        self.opened.append(store)
        return store


class Forgetful:
    """A store that is opened for a single call: what it knows in the next one was on the disk."""

    def __init__(self, path: Path, seal: SealKey) -> None:
        self._path, self._seal = path, seal

    def __getattr__(self, name: str) -> Callable[[Any], Any]:
        def call(batch: Any) -> Any:
            with SQLiteStore(self._path, seal=self._seal) as store:
                return getattr(store, name)(batch)

        return call


class TestOpenedAnewForEveryCall(StoreContract):
    """F17: nothing that matters is in the memory of the process."""

    max_pending = 20
    max_users = 20

    @pytest.fixture(autouse=True)
    def place(
        self,
        path: Path,
        seal: SealKey,
        new_database: bytes,
        monkeypatch: pytest.MonkeyPatch,
        no_waiting_for_the_disk: None,
    ) -> None:
        self.path, self.seal, self.new_database = path, seal, new_database
        self.made = 0
        monkeypatch.setattr("pymdm.stores._scripts.queues.MAX_PENDING", self.max_pending)
        monkeypatch.setattr("pymdm.stores._scripts.sender.MAX_USERS", self.max_users)

    def make_store(self) -> Store:
        self.made += 1
        path = self.path.with_name(f"{self.made}.sqlite")
        path.write_bytes(self.new_database)
        store: Any = Forgetful(path, self.seal)
        return store
