"""The front door of the stores opens without the libraries that only one of them needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import pymdm.stores

WITHOUT = """
import sys
sys.modules["sqlalchemy"] = None
import pymdm.stores
pymdm.stores.MemoryStore()
try:
    pymdm.stores.SQLiteStore
except ModuleNotFoundError as error:
    print(error)
"""


def test_the_store_in_sqlite_is_at_the_front_door() -> None:
    from pymdm.stores.sqlite import SQLiteStore

    assert SQLiteStore is pymdm.stores.SQLiteStore
    assert "SQLiteStore" in dir(pymdm.stores)


def test_what_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="CloudStore"):
        pymdm.stores.CloudStore  # noqa: B018


def test_without_its_library_it_says_what_to_install() -> None:
    told = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True).stdout

    assert 'SQLiteStore needs sqlalchemy: pip install "pymdm[server]"\n' == told
