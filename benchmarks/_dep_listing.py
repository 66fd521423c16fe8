"""An enrollment service that only lists: pages of a thousand devices as JSON, made as they are asked for.

Its devices look like Apple's of today, 12 keys and 330 bytes each.  What it does itself is measured apart.
"""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime

from pymdm._flow import HttpRequest, HttpResponse
from pymdm._retry import RetryRules
from pymdm.crypto import Secret
from pymdm.dep.session import MemorySessionStore, Session
from pymdm.dep.tokens import ServerToken

__all__ = ["NOW", "Listing", "session"]

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
PAGE = 1000

_DEVICE = (
    '{"serial_number":"%s","model":"IPAD","description":"IPAD WI-FI 16GB","color":"black",'
    '"asset_tag":"%06d","profile_status":"empty","device_assigned_by":"facilitator1@example.com",'
    '"device_assigned_date":"2026-05-09T14:30:00Z","device_family":"iPad","os":"iPadOS",'
    '"profile_uuid":"","profile_push_time":""}'
)


class Listing:
    """Answers requests for all devices, and for changes, of which there are none."""

    def __init__(self, devices: int) -> None:
        self.devices = devices

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """An `HttpSender`."""
        asked = json.loads(request.body or b"{}").get("cursor", "0")
        place = int(asked) if request.path == "/server/devices" else self.devices
        return HttpResponse(status=200, body=self.page(place))

    def page(self, place: int) -> bytes:
        """Devices from a place on; their serial numbers are in no order, as Apple's."""
        end = min(place + PAGE, self.devices)
        rows = ",".join(_DEVICE % (serial(number), number % 1_000_000) for number in range(place, end))
        more = "true" if end < self.devices else "false"
        return f'{{"devices":[{rows}],"cursor":"{end}","more_to_follow":{more}}}'.encode()


def serial(number: int) -> str:
    """Twelve characters that look like chance; each number has its own."""
    return f"C{(number * 7_046_029_254_386_353) % 2**54:011X}"[:15]


def session() -> Session:
    """One that is logged in."""
    token = ServerToken(
        consumer_key="CK_benchmark",
        consumer_secret=Secret("CS_benchmark"),
        access_token=Secret("AT_benchmark"),
        access_secret=Secret("AS_benchmark"),
        access_token_expiry=datetime(2027, 6, 1, tzinfo=UTC),
    )
    rng = random.Random(1)
    return Session(
        token=token,
        rules=RetryRules(now=lambda: NOW, dice=rng.random),
        nonce=lambda: "nonce",
        store=MemorySessionStore({token.consumer_key: Secret("session")}),
        base_url="http://127.0.0.1:1",
    )
