"""How the packages of the schema load a class when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

__all__ = ["load"]


def load(package: str, classes: Mapping[str, str], name: str) -> Any:
    """The class ``name`` of a package, by the module that the index has for it.

    Raises:
        AttributeError: there is none, as for any name that a module does not have.
    """
    module = classes.get(name)
    if module is None:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    return getattr(import_module(f"{package}.{module}"), name)
