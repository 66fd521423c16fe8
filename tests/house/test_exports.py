"""A front door lists exactly what it lets out."""

from __future__ import annotations

import importlib
import types
from typing import Any

import pytest

from tests.house.source import modules

#: Packages that users import from; a private package has no front door.
DOORS = [
    module.name
    for module in modules()
    if module.is_package and not any(part.startswith("_") for part in module.name.split("."))
]
LISTING = [module.name for module in modules() if "__all__" in module.path.read_text(encoding="utf-8")]


def _public(module: types.ModuleType) -> set[str]:
    return {
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and not isinstance(value, types.ModuleType) and _ours(name, value)
    }


#: Tables behind the lazy doors of the schema, imported there for their own use.
TABLES = {"CLASSES", "REQUEST_TYPES"}


def _ours(name: str, value: Any) -> bool:
    """Names that an import for the module's own use leaves behind are not let out."""
    if name in {"annotations", "TYPE_CHECKING"} | TABLES:
        return False
    home = getattr(value, "__module__", None)
    return not isinstance(home, str) or home.split(".")[0] == "pymdm"


@pytest.mark.parametrize("name", [door for door in DOORS if door not in {"pymdm", "pymdm.cli"}])
def test_a_front_door_has_a_list(name: str) -> None:
    assert name in LISTING


@pytest.mark.parametrize("name", LISTING)
def test_every_listed_name_is_there(name: str) -> None:
    module = importlib.import_module(name)

    assert [] == [listed for listed in module.__all__ if not hasattr(module, listed)]


@pytest.mark.parametrize("name", LISTING)
def test_nothing_is_listed_twice(name: str) -> None:
    """ruff (RUF022) sees to the order."""
    listed = list(importlib.import_module(name).__all__)

    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("name", [door for door in DOORS if door in LISTING])
def test_a_front_door_lets_out_nothing_that_it_does_not_list(name: str) -> None:
    module = importlib.import_module(name)

    assert set() == _public(module) - set(module.__all__)


@pytest.mark.parametrize("name", [door for door in DOORS if door in LISTING])
def test_no_private_name_is_listed(name: str) -> None:
    assert [] == [listed for listed in importlib.import_module(name).__all__ if listed.startswith("_")]
