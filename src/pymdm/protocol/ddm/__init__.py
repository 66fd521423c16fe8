"""Declarative management: declarations for devices, and the status that devices report.

    >>> from pymdm import declarations
    >>> from pymdm.protocol import ddm
    >>> rules = declarations.PasscodeSettings(require_passcode=True, minimum_length=8)
    >>> passcode = ddm.Declaration(identifier="passcode", payload=rules)
    >>> always = declarations.ActivationSimple(standard_configurations=["passcode"])
    >>> everything = ddm.DeclarationSet([passcode, ddm.Declaration(identifier="always", payload=always)])
    >>> everything.check()

`Declaration` and `DeclarationSet` are what a server wants; `respond` answers what a device asks;
`StatusReport` is what it tells, `DeviceStatus` what is known after all its reports.  Everything here is pure.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .declaration import Declaration, decode_declaration
    from .declaration_set import DeclarationSet, UnknownDeclaration
    from .declaration_state import DeclarationState, Validity
    from .device_status import DeviceStatus, decode_device_status, merge_status
    from .kinds import DeclarationKind, kind_of_type
    from .reason import Reason
    from .reference import Reference, references
    from .request import (
        AskDeclaration,
        AskDeclarationItems,
        AskTokens,
        DDMRequest,
        TellStatus,
        answer,
        read_request,
        respond,
    )
    from .set_problems import ReferenceFault, ReferenceProblem
    from .status_report import StatusError, StatusReport, decode_status_report
    from .subscriptions import advertised_items, status_subscriptions

__all__ = [
    "AskDeclaration",
    "AskDeclarationItems",
    "AskTokens",
    "DDMRequest",
    "Declaration",
    "DeclarationKind",
    "DeclarationSet",
    "DeclarationState",
    "DeviceStatus",
    "Reason",
    "Reference",
    "ReferenceFault",
    "ReferenceProblem",
    "StatusError",
    "StatusReport",
    "TellStatus",
    "UnknownDeclaration",
    "Validity",
    "advertised_items",
    "answer",
    "decode_declaration",
    "decode_device_status",
    "decode_status_report",
    "kind_of_type",
    "merge_status",
    "read_request",
    "references",
    "respond",
    "status_subscriptions",
]

_HOME = {
    "declaration": ("Declaration", "decode_declaration"),
    "declaration_set": ("DeclarationSet", "UnknownDeclaration"),
    "declaration_state": ("DeclarationState", "Validity"),
    "device_status": ("DeviceStatus", "decode_device_status", "merge_status"),
    "kinds": ("DeclarationKind", "kind_of_type"),
    "reason": ("Reason",),
    "reference": ("Reference", "references"),
    "set_problems": ("ReferenceFault", "ReferenceProblem"),
    "status_report": ("StatusError", "StatusReport", "decode_status_report"),
    "subscriptions": ("advertised_items", "status_subscriptions"),
}
_MODULES = {name: module for module, names in _HOME.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f".{_MODULES.get(name, 'request')}", __name__)
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
