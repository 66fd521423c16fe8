"""Apps and Books (the Volume Purchase Program): content tokens, assets, who has them, users.

Names load on first use: whoever only reads a token loads no HTTP client.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymdm.vpp._words import EventState, EventType, NotificationType, ProductType, UserState, UserStatus
    from pymdm.vpp.async_client import AsyncVPPClient
    from pymdm.vpp.client import VPPClient
    from pymdm.vpp.codes import VPPCode
    from pymdm.vpp.models import Asset, Assignment, MdmInfo, OwnedAsset, RequestUser, User
    from pymdm.vpp.models_config import ClientConfig, Limits, ServiceConfig
    from pymdm.vpp.models_events import Batch, Event, EventStatus, Failure, Outcome, Success
    from pymdm.vpp.models_pages import AssetPage, AssignmentPage, UserPage
    from pymdm.vpp.ops import TakeOver
    from pymdm.vpp.session import Session
    from pymdm.vpp.tokens import ContentToken, TokenWarning

__all__ = [
    "Asset",
    "AssetPage",
    "Assignment",
    "AssignmentPage",
    "AsyncVPPClient",
    "Batch",
    "ClientConfig",
    "ContentToken",
    "Event",
    "EventState",
    "EventStatus",
    "EventType",
    "Failure",
    "Limits",
    "MdmInfo",
    "NotificationType",
    "Outcome",
    "OwnedAsset",
    "ProductType",
    "RequestUser",
    "ServiceConfig",
    "Session",
    "Success",
    "TakeOver",
    "TokenWarning",
    "User",
    "UserPage",
    "UserState",
    "UserStatus",
    "VPPClient",
    "VPPCode",
]

_HOMES = {
    "Asset": "models",
    "AssetPage": "models_pages",
    "Assignment": "models",
    "AssignmentPage": "models_pages",
    "AsyncVPPClient": "async_client",
    "Batch": "models_events",
    "ClientConfig": "models_config",
    "ContentToken": "tokens",
    "Event": "models_events",
    "EventState": "_words",
    "EventStatus": "models_events",
    "EventType": "_words",
    "Failure": "models_events",
    "Limits": "models_config",
    "MdmInfo": "models",
    "NotificationType": "_words",
    "Outcome": "models_events",
    "OwnedAsset": "models",
    "ProductType": "_words",
    "RequestUser": "models",
    "ServiceConfig": "models_config",
    "Session": "session",
    "Success": "models_events",
    "TakeOver": "ops",
    "TokenWarning": "tokens",
    "User": "models",
    "UserPage": "models_pages",
    "UserState": "_words",
    "UserStatus": "_words",
    "VPPClient": "client",
    "VPPCode": "codes",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
