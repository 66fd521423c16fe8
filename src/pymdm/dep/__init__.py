"""The Device Enrollment Program (Automated Device Enrollment): server tokens, devices, profiles.

Names load on first use: whoever only reads a token loads no HTTP client.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymdm.dep._words import AssignOutcome, LockOutcome, OpType, ProfileStatus
    from pymdm.dep.answers import Account, AccountDrivenProfile, BetaToken, DeviceOutcomes, ServiceURL
    from pymdm.dep.async_client import AsyncDEPClient
    from pymdm.dep.client import DEPClient
    from pymdm.dep.codes import DEPCode
    from pymdm.dep.devices import Device, DevicePage
    from pymdm.dep.ops import Disown
    from pymdm.dep.profile import DEPProfile, ProfileDifference
    from pymdm.dep.session import MemorySessionStore, Session, SessionStore
    from pymdm.dep.skip_items import SKIP_ITEMS
    from pymdm.dep.tokens import ServerToken, TokenKeyPair, TokenKeys, TokenWarning

__all__ = [
    "SKIP_ITEMS",
    "Account",
    "AccountDrivenProfile",
    "AssignOutcome",
    "AsyncDEPClient",
    "BetaToken",
    "DEPClient",
    "DEPCode",
    "DEPProfile",
    "Device",
    "DeviceOutcomes",
    "DevicePage",
    "Disown",
    "LockOutcome",
    "MemorySessionStore",
    "OpType",
    "ProfileDifference",
    "ProfileStatus",
    "ServerToken",
    "ServiceURL",
    "Session",
    "SessionStore",
    "TokenKeyPair",
    "TokenKeys",
    "TokenWarning",
]

_HOMES = {
    "Account": "answers",
    "AccountDrivenProfile": "answers",
    "AssignOutcome": "_words",
    "AsyncDEPClient": "async_client",
    "BetaToken": "answers",
    "DEPClient": "client",
    "DEPCode": "codes",
    "DEPProfile": "profile",
    "Device": "devices",
    "DeviceOutcomes": "answers",
    "DevicePage": "devices",
    "Disown": "ops",
    "LockOutcome": "_words",
    "MemorySessionStore": "session",
    "OpType": "_words",
    "ProfileDifference": "profile",
    "ProfileStatus": "_words",
    "SKIP_ITEMS": "skip_items",
    "ServerToken": "tokens",
    "ServiceURL": "answers",
    "Session": "session",
    "SessionStore": "session",
    "TokenKeyPair": "tokens",
    "TokenKeys": "tokens",
    "TokenWarning": "tokens",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
