"""Apple's schema as Python classes, each loaded when it is first asked for.

Users import the facades (`pymdm.commands`); what is here finds a class by the names on the wire.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._index import CLASSES, REQUEST_TYPES

if TYPE_CHECKING:
    from pymdm._model import Answer, Command

__all__ = ["answer_class", "command_class"]


def command_class(request_type: str) -> type[Command] | None:
    """The class of a RequestType, or None for one that this version of the schema lacks."""
    names = REQUEST_TYPES.get(request_type)
    found: type[Command] | None = None if names is None else __getattr__(names[0])
    return found


def answer_class(request_type: str) -> type[Answer] | None:
    """The class that reads the answer to a RequestType with its ``decode``.

    None where the schema knows no answer beyond the status, or not the RequestType.
    """
    names = REQUEST_TYPES.get(request_type)
    found: type[Answer] | None = None if names is None or names[1] is None else __getattr__(names[1])
    return found


def __getattr__(name: str) -> Any:
    if name not in CLASSES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(CLASSES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *CLASSES})
