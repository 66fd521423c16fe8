"""Apps and Books by the services of 2014: users who are invited, and licenses that they are given.

with LegacyVPPClient(ContentToken.load("example.vpptoken")) as vpp:
    for license in vpp.licenses():
        print(license.asset, license.client_user_id)

Names load on first use: whoever only reads a notification loads no HTTP client.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymdm.vpp.legacy.async_client import AsyncLegacyVPPClient
    from pymdm.vpp.legacy.client import LegacyVPPClient
    from pymdm.vpp.legacy.config import LegacyConfig
    from pymdm.vpp.legacy.managed import Change, ChangeKind
    from pymdm.vpp.legacy.models import LegacyClientConfig, LegacyUser, License, LicenseChange
    from pymdm.vpp.legacy.pages import LegacyUserPage, LicensePage
    from pymdm.vpp.legacy.push import PUSH_TOPIC, LegacyPush, PushPull, PushType, decode_push
    from pymdm.vpp.legacy.session import LegacySession
    from pymdm.vpp.legacy.states import can_become, moved_licenses

__all__ = [
    "PUSH_TOPIC",
    "AsyncLegacyVPPClient",
    "Change",
    "ChangeKind",
    "LegacyClientConfig",
    "LegacyConfig",
    "LegacyPush",
    "LegacySession",
    "LegacyUser",
    "LegacyUserPage",
    "LegacyVPPClient",
    "License",
    "LicenseChange",
    "LicensePage",
    "PushPull",
    "PushType",
    "can_become",
    "decode_push",
    "moved_licenses",
]

_HOMES = {
    "PUSH_TOPIC": "push",
    "AsyncLegacyVPPClient": "async_client",
    "Change": "managed",
    "ChangeKind": "managed",
    "LegacyClientConfig": "models",
    "LegacyConfig": "config",
    "LegacyPush": "push",
    "LegacySession": "session",
    "LegacyUser": "models",
    "LegacyUserPage": "pages",
    "LegacyVPPClient": "client",
    "License": "models",
    "LicenseChange": "models",
    "LicensePage": "pages",
    "PushPull": "push",
    "PushType": "push",
    "can_become": "states",
    "decode_push": "push",
    "moved_licenses": "states",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
