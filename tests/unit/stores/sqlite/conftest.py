"""Fixtures of the tests of the store in SQLite."""

from __future__ import annotations

from pathlib import Path

import pytest

from pymdm.crypto import SealKey


@pytest.fixture(scope="session")
def seal() -> SealKey:
    return SealKey.generate()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mdm.sqlite"


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory, seal: SealKey) -> bytes:
    """The bytes of a database in which nothing is yet: making the tables takes longer than most tests."""
    from pymdm.stores.sqlite import SQLiteStore

    path = tmp_path_factory.mktemp("new") / "mdm.sqlite"
    SQLiteStore(path, seal=seal).close()
    return path.read_bytes()


@pytest.fixture
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that lose nothing if the power goes; test_engine.py looks at the real setting."""
    from pymdm.stores.sqlite import _engine

    quick = tuple(pragma.replace("= FULL", "= OFF") for pragma in _engine._PRAGMAS)
    monkeypatch.setattr(_engine, "_PRAGMAS", quick)
