"""A front door lists exactly what it lets out."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator

import pytest

from tests.house.source import modules, modules_by_name

#: Packages that users import from; a private package has no front door.
DOORS = [
    module.name
    for module in modules()
    if module.is_package and not any(part.startswith("_") for part in module.name.split("."))
]

#: One class each, made by a generator: tests/unit/schema/test_doors.py loads every one of them.
GENERATED = re.compile(r"pymdm\.schema\.(commands|declarations|documents|profiles|status)\.")
LISTING = [
    module.name
    for module in modules()
    if "__all__" in module.path.read_text(encoding="utf-8") and not GENERATED.match(module.name)
]


def _defined(tree: ast.Module) -> Iterator[str]:
    """Public names that a door defines itself.

    What it imports is either listed, or used by it: ruff (F401) refuses an import that is neither, and mypy
    refuses it to users where it is not listed.
    """
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


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
    defined = {found for found in _defined(modules_by_name()[name].tree) if not found.startswith("_")}

    assert set() == defined - set(importlib.import_module(name).__all__)


@pytest.mark.parametrize("name", [door for door in DOORS if door in LISTING])
def test_no_private_name_is_listed(name: str) -> None:
    assert [] == [listed for listed in importlib.import_module(name).__all__ if listed.startswith("_")]
