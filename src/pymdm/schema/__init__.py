"""Apple's schema as Python classes, each loaded when it is first asked for.

Users import the facades (`pymdm.commands`, `pymdm.profiles`, `pymdm.declarations`, `pymdm.status`,
`pymdm.documents`); what is here finds a class by the name on the wire.

The facts are those of Apple's public repository ``device-management`` (MIT License, Copyright Apple Inc.).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import _index

if TYPE_CHECKING:
    from pymdm._model import Answer, Command, Credential, Declaration, Payload, StatusItem

__all__ = [
    "answer_class",
    "command_class",
    "credential_class",
    "declaration_class",
    "payload_classes",
    "status_item_class",
]


def command_class(request_type: str) -> type[Command] | None:
    """The class of a RequestType, or None for one that this version of the schema lacks."""
    names = _index.REQUEST_TYPES.get(request_type)
    return None if names is None else _of("commands", names[0])


def answer_class(request_type: str) -> type[Answer] | None:
    """The class that reads the answer to a RequestType with its ``decode``.

    None where the schema knows no answer beyond the status, or not the RequestType.
    """
    names = _index.REQUEST_TYPES.get(request_type)
    return None if names is None or names[1] is None else _of("commands", names[1])


def payload_classes(payload_type: str) -> tuple[type[Payload], ...]:
    """The classes of a PayloadType: none for one that is not known, several where contents differ.

    Six files describe ``com.apple.MCX`` and two ``com.apple.extensiblesso``, each with keys of its own.
    """
    return tuple(_of("profiles", name) for name in _index.PAYLOAD_TYPES.get(payload_type, ()))


def declaration_class(declaration_type: str) -> type[Declaration] | None:
    """The class of what stands in the Payload of a declaration of that type, or None."""
    name = _index.DECLARATION_TYPES.get(declaration_type)
    return None if name is None else _of("declarations", name)


def credential_class(credential_type: str) -> type[Credential] | None:
    """The class of the data of a credential (``com.apple.credential.scep``), or None."""
    name = _index.CREDENTIAL_TYPES.get(credential_type)
    return None if name is None else _of("declarations", name)


def status_item_class(name: str) -> type[StatusItem] | None:
    """The class of a status item (``device.model.family``), or None."""
    found = _index.STATUS_ITEM_TYPES.get(name)
    return None if found is None else _of("status", found)


def _of(package: str, name: str) -> Any:
    return getattr(import_module(f"{__name__}.{package}"), name)


def __getattr__(name: str) -> Any:
    if name not in _index.COMMANDS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _of("commands", name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_index.COMMANDS})
