"""Wake-ups through Apple's push service: certificates, connections, clients.

    with APNsClient(PushCertificate.load("push.pem")) as apns:
        for outcome in apns.send_many(targets):
            print(outcome.target, outcome.status, outcome.reason)

Names load on first use: whoever only reads a push certificate loads no HTTP/2.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymdm.apns._delivery_rules import PushStats
    from pymdm.apns.async_client import AsyncAPNsClient
    from pymdm.apns.certificate import PushCertificate
    from pymdm.apns.client import APNsClient
    from pymdm.apns.connection import PushConnection
    from pymdm.apns.engines import open_connection
    from pymdm.apns.outcome import Push, PushHeaders, PushOutcome, PushReason, Verdict
    from pymdm.apns.pool import APNsPool

__all__ = [
    "APNsClient",
    "APNsPool",
    "AsyncAPNsClient",
    "Push",
    "PushCertificate",
    "PushConnection",
    "PushHeaders",
    "PushOutcome",
    "PushReason",
    "PushStats",
    "Verdict",
    "open_connection",
]

_HOMES = {
    "APNsClient": "client",
    "APNsPool": "pool",
    "AsyncAPNsClient": "async_client",
    "Push": "outcome",
    "PushCertificate": "certificate",
    "PushConnection": "connection",
    "PushHeaders": "outcome",
    "PushOutcome": "outcome",
    "PushReason": "outcome",
    "PushStats": "_delivery_rules",
    "Verdict": "outcome",
    "open_connection": "engines",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
