"""The store in the database of a Django project keeps the contract of stores, on SQLite."""

from __future__ import annotations

from pathlib import Path

import pytest

from pymdm.service import Store
from pymdm.testing.store_contract import StoreContract
from tests.unit.adapters.django_database import fresh_store


class TestDjangoStore(StoreContract):
    @pytest.fixture(autouse=True)
    def _file(self, tmp_path: Path) -> None:
        self._path = tmp_path

    def make_store(self) -> Store:
        return fresh_store(self._path)
