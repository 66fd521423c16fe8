"""The API of Apple Business Manager and Apple School Manager: devices, services, and who manages what.

    credentials = AXMCredentials.from_pem(pem, client_id="BUSINESSAPI.…", key_id="…")
    with AXMClient(credentials) as axm:
        for device in axm.devices():
            print(device.serial_number, device.status)

Names load on first use: whoever only reads a value loads no HTTP client.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymdm.axm.async_client import AsyncAXMClient
    from pymdm.axm.client import AXMClient
    from pymdm.axm.models import Activity, ActivityStatus, MDMServer, OrgDevice
    from pymdm.axm.session import (
        AccessToken,
        AccessTokenStore,
        AXMCredentials,
        AXMSession,
        MemoryTokenStore,
    )

__all__ = [
    "AXMClient",
    "AXMCredentials",
    "AXMSession",
    "AccessToken",
    "AccessTokenStore",
    "Activity",
    "ActivityStatus",
    "AsyncAXMClient",
    "MDMServer",
    "MemoryTokenStore",
    "OrgDevice",
]

_HOMES = {
    "AXMClient": "client",
    "AXMCredentials": "session",
    "AXMSession": "session",
    "AccessToken": "session",
    "AccessTokenStore": "session",
    "Activity": "models",
    "ActivityStatus": "models",
    "AsyncAXMClient": "async_client",
    "MDMServer": "models",
    "MemoryTokenStore": "session",
    "OrgDevice": "models",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
