"""Talking to the fake push service in memory: with h2 as the client, which says what it is told to say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import attrs
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, Event, ResponseReceived, StreamReset

from pymdm.apns.connection import PushConnection
from pymdm.apns.engines import open_connection
from pymdm.apns.outcome import Push, PushHeaders, PushOutcome
from pymdm.protocol.push import PushTarget
from pymdm.testing import Chaos, FakeAPNsConnection
from pymdm.testing.fake_apns import Service

TOPIC = "com.apple.mgmt.External.1"
TOKEN = "ab" * 32
BODY = b'{"mdm":"magic"}'

HEADERS: dict[str, str] = {
    ":method": "POST",
    ":scheme": "https",
    ":path": f"/3/device/{TOKEN}",
    ":authority": "api.push.apple.com",
    "apns-topic": TOPIC,
    "apns-push-type": "mdm",
    "apns-expiration": "1700000000",
    "apns-priority": "10",
}


@attrs.frozen
class Answer:
    status: int
    reason: str | None = None
    timestamp: int | None = None
    headers: dict[str, str] = attrs.field(factory=dict, eq=False)


class Talk:
    """One connection of a client that breaks any rule on request."""

    def __init__(self, apns: FakeAPNsConnection) -> None:
        self.apns = apns
        self.client = H2Connection(
            H2Configuration(
                header_encoding="utf-8", validate_outbound_headers=False, normalize_outbound_headers=False
            )
        )
        self.client.initiate_connection()
        self.events: list[Event] = []
        self.exchange()

    def exchange(self, now: float = 0.0) -> None:
        """Bytes to and fro until neither has anything to say."""
        while data := self.client.data_to_send():
            self.apns.receive_data(data, now)
            self.events += self.client.receive_data(self.apns.data_to_send())

    def send(self, headers: dict[str, str] | list[tuple[str, str]], body: bytes = BODY) -> int:
        stream = self.client.get_next_available_stream_id()
        pairs = list(headers.items()) if isinstance(headers, dict) else headers
        self.client.send_headers(stream, pairs, end_stream=not body)
        if body:
            self.client.send_data(stream, body, end_stream=True)
        return stream

    def push(self, headers: dict[str, str] | list[tuple[str, str]], body: bytes = BODY) -> Answer:
        stream = self.send(headers, body)
        self.exchange()
        return self.answer(stream)

    def answer(self, stream: int) -> Answer:
        status, found, body = 0, dict[str, str](), b""
        for event in self.events:
            if isinstance(event, ResponseReceived) and event.stream_id == stream:
                found = {str(name): str(value) for name, value in event.headers or ()}
                status = int(found[":status"])
            elif isinstance(event, DataReceived) and event.stream_id == stream:
                body += event.data or b""
            elif isinstance(event, StreamReset) and event.stream_id == stream:
                return Answer(0, f"reset {int(event.error_code or 0)}")
        document: dict[str, Any] = json.loads(body) if body else {}
        return Answer(status, document.get("reason"), document.get("timestamp"), found)


def service(**options: Any) -> Service:
    return Service(**options)


def talk(**options: Any) -> Talk:
    return Talk(FakeAPNsConnection(topic=TOPIC, **options))


def targets(count: int, topic: str = TOPIC) -> list[PushTarget]:
    return [
        PushTarget(topic=topic, token=number.to_bytes(32, "big"), push_magic=f"magic-{number}")
        for number in range(count)
    ]


def pushes(count: int) -> Iterator[Push]:
    headers = PushHeaders(topic=TOPIC, expiration=1_700_000_000)
    return iter([Push(target, headers) for target in targets(count)])


class Sender:
    """An engine of ours at one fake after the other, as a client would open connections."""

    def __init__(self, engine: Any, chaos: Chaos, *, strict: bool = True, **options: Any) -> None:
        self.service = Service(storms=chaos.storms, seed=chaos.seed, **options)
        self.outcomes: list[PushOutcome] = []
        self.events: list[object] = []
        self.records: list[FakeAPNsConnection] = []
        self._engine = engine
        self._chaos = chaos
        self._strict = strict

    def run(self, waiting: list[Push], connections: int) -> list[Push]:
        """Send all, over at most so many connections; gives what is left."""
        for number in range(connections):
            waiting = self._one(waiting, number) if waiting else waiting
        return waiting

    def _one(self, waiting: list[Push], number: int) -> list[Push]:
        engine: PushConnection = open_connection("api.push.apple.com", engine=self._engine)
        apns = FakeAPNsConnection(
            topic=TOPIC, service=self.service, chaos=self._chaos, number=number, strict=self._strict
        )
        self.records.append(apns)
        left = list(reversed(waiting))
        back: list[Push] = []
        for now in range(3000):
            while engine.room and left:
                engine.push(left.pop())
            apns.receive_data(engine.data_to_send(), now / 1000)
            apns.tick(now / 1000)
            for event in engine.receive_data(apns.data_to_send()):
                self.events.append(event)
                if isinstance(event, PushOutcome):
                    self.outcomes.append(event)
                elif (push := getattr(event, "push", None)) is not None:
                    back.append(push)
            over = apns.ending is not None or not apns.reading
            if over or not (left or back or engine.in_flight):
                break
            if back and engine.room:
                left, back = left + back, []
        apns.receive_data(engine.data_to_send(), 3.0)
        return [*engine.take_unanswered(), *back, *reversed(left)]
