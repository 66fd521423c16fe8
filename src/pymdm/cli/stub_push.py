"""Wake-ups over plain HTTP to a stub on this machine, for demonstrations without Apple."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import attrs
import httpx

from pymdm.protocol import PushTarget
from pymdm.protocol.push import payload

__all__ = ["HTTPStubPush", "StubOutcome"]

# A stub on the same machine answers at once or never.
TIMEOUT_SECONDS = 5.0


@attrs.frozen(kw_only=True)
class StubOutcome:
    """What the stub said of one push."""

    target: PushTarget
    status: int
    reason: str | None = None


class HTTPStubPush:
    """A push sender that posts what Apple would get to ``address``, on this machine only."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme != "http" or parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError("the stub for pushes must be on this machine: http://127.0.0.1:…")
        self._address = address.rstrip("/")

    def send_many(self, targets: Iterable[PushTarget]) -> Iterator[StubOutcome]:
        """One post a target; one that gets no answer counts as 503 and does not stop the others."""
        # No proxy of the environment: what is posted is meant for this machine.
        with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
            for target in targets:
                yield self._send(client, target)

    def _send(self, client: httpx.Client, target: PushTarget) -> StubOutcome:
        try:
            answer = client.post(
                f"{self._address}/3/device/{target.token.hex()}",
                content=payload(target.push_magic),
                headers={"apns-topic": target.topic, "apns-push-type": "mdm"},
            )
        except httpx.HTTPError:
            return StubOutcome(target=target, status=503, reason="no answer")
        return StubOutcome(target=target, status=answer.status_code, reason=_reason(answer))


def _reason(answer: httpx.Response) -> str | None:
    try:
        return str(answer.json()["reason"])
    except (ValueError, TypeError, KeyError):
        return None
