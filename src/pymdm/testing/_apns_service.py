"""Which tokens live, what storms rage, and the log of what was accepted: what all connections share."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import attrs

from pymdm.apns.outcome import PushHeaders
from pymdm.protocol.push import PushTarget
from pymdm.testing._apns_rules import Headline, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pymdm.testing._apns_chaos import Storm
    from pymdm.testing.apns import StubAPNs

__all__ = ["AcceptedPush", "ConnectionRecord", "Service"]

_BAD_TOKEN = Refusal(status=400, reason="BadDeviceToken")
_NOT_FOR_TOPIC = Refusal(status=400, reason="DeviceTokenNotForTopic")


@attrs.frozen(kw_only=True)
class AcceptedPush:
    """A push that was answered with 200.

    Attributes:
        target: Where it went, from path, header and body.
        headers: What else it said.
        connection: Number of the connection, from 0.
        stream: Its stream there.
        heeded: False if a simulated device ignores it, for its magic string is another one.
    """

    target: PushTarget
    headers: PushHeaders
    connection: int
    stream: int
    heeded: bool = True


@attrs.define(kw_only=True)
class ConnectionRecord:
    """What one connection did.

    Attributes:
        number: From 0, in the order in which they came.
        topic: Of the client's certificate.
        tls: Such as "TLSv1.3".
        pushes: Complete requests that came.
        accepted: Answered with 200.
        refused: Answered otherwise.
        reset: RST_STREAM instead of an answer.
        abandoned: Never answered, because GOAWAY said so.
        cancelled: RST_STREAM by the client.
        early: Came before the client had acknowledged the first SETTINGS; a client should wait (F31).
        over_limit: Came although as many streams were open as SETTINGS allow; refused.
        most_at_once: The largest number of streams that waited for an answer.
        goaways: GOAWAY frames sent.
        pings: PING frames that came.
        pongs: Answers to the server's own PING.
        broken: What the client did against the protocol, in words; None: nothing.
        ended: How it came to an end: "goaway", "reset", "fin", "half-open", "client" …; None: it lasts.
    """

    number: int
    topic: str
    tls: str = ""
    pushes: int = 0
    accepted: int = 0
    refused: int = 0
    reset: int = 0
    abandoned: int = 0
    cancelled: int = 0
    early: int = 0
    over_limit: int = 0
    most_at_once: int = 0
    goaways: int = 0
    pings: int = 0
    pongs: int = 0
    broken: str | None = None
    ended: str | None = None


class _Raging:
    def __init__(self, storm: Storm) -> None:
        self.storm = storm
        self.left = storm.count

    def hits(self, rng: random.Random) -> bool:
        if self.left is not None:
            self.left -= 1
            return self.left >= 0
        return rng.random() < self.storm.fraction


class Service:
    """Decides what becomes of a push whose headers and body are right."""

    def __init__(
        self,
        *,
        count_only: bool = False,
        storms: Iterable[Storm] = (),
        seed: int = 0,
        devices: StubAPNs | None = None,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.accepted: list[AcceptedPush] = []
        self.accepted_count = 0
        self.answers: Counter[tuple[int, str]] = Counter()
        self.devices = devices
        self._count_only = count_only
        self._storms = [_Raging(storm) for storm in storms]
        self._rng = random.Random(f"service {seed}")  # noqa: S311 - repeatable is the point
        self._known: dict[bytes, str] = {}
        self._dead: dict[bytes, Refusal] = {}
        self._wall = wall
        self._headers: dict[int, tuple[Headline, PushHeaders]] = {}

    def know(self, target: PushTarget) -> None:
        """From now on only tokens that were named are good, each for its topic."""
        self._known[target.token] = target.topic
        self._dead.pop(target.token, None)

    def kill(self, token: bytes, *, since: datetime | None, reason: str) -> None:
        """This token is answered with 410."""
        moment = int((since or self._wall()).timestamp() * 1000)
        self._dead[token] = Refusal(status=410, reason=reason, timestamp=moment)

    def rage(self, storm: Storm) -> None:
        """A storm begins."""
        self._storms.append(_Raging(storm))

    def calm(self) -> None:
        """All storms are over."""
        self._storms.clear()

    def decide(
        self, headline: Headline, token: bytes, magic: str, *, connection: int, stream: int
    ) -> Refusal | None:
        """None: accepted, and in the log."""
        for raging in self._storms:
            if raging.hits(self._rng):
                return self._noted(self._refusal_of(raging.storm))
        if not (self._count_only and not self._known and not self._dead and self.devices is None):
            target = PushTarget(topic=headline.topic, token=bytes.fromhex(token.decode()), push_magic=magic)
            refusal, heeded = self._judge(target)
            if refusal is not None:
                return self._noted(refusal)
            if not self._count_only:
                self._log(headline, target, connection, stream, heeded=heeded)
        self.accepted_count += 1
        return None

    def refused(self, refusal: Refusal) -> Refusal:
        """Count an answer that headers or body deserve."""
        return self._noted(refusal)

    def _judge(self, target: PushTarget) -> tuple[Refusal | None, bool]:
        dead = self._dead.get(target.token)
        if dead is not None:
            return dead, False
        topic = self._known.get(target.token)
        if topic is not None:
            return (None, True) if topic == target.topic else (_NOT_FOR_TOPIC, False)
        if self.devices is not None and self.devices.registered:
            answer = self.devices.push(target)
            if answer.status == 200:
                return None, answer.heeded
            moment = int(self._wall().timestamp() * 1000) if answer.status == 410 else None
            return Refusal(status=answer.status, reason=answer.reason or "", timestamp=moment), False
        return (_BAD_TOKEN, False) if self._known else (None, True)

    def _refusal_of(self, storm: Storm) -> Refusal:
        moment = int(self._wall().timestamp() * 1000) if storm.status == 410 else None
        return Refusal(
            status=storm.status, reason=storm.reason, timestamp=moment, retry_after=storm.retry_after
        )

    def _noted(self, refusal: Refusal) -> Refusal:
        self.answers[refusal.status, refusal.reason] += 1
        return refusal

    def _log(
        self, headline: Headline, target: PushTarget, connection: int, stream: int, *, heeded: bool
    ) -> None:
        headers = PushHeaders(
            topic=headline.topic,
            expiration=headline.expiration,
            priority=headline.priority,
            collapse_id=headline.collapse_id,
        )
        push = AcceptedPush(
            target=target, headers=headers, connection=connection, stream=stream, heeded=heeded
        )
        self.accepted.append(push)
