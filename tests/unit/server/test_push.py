"""The sender of a server: one client for each certificate that is kept, replaced while it serves."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import attrs
import pytest

from pymdm.apns.certificate import PushCertificate
from pymdm.commands import ProfileList
from pymdm.protocol import PushTarget
from pymdm.server import Job
from pymdm.server.kept import KeptState
from pymdm.server.push import KeptPushSender
from pymdm.server.push_certificates import KIND, keep_certificate
from pymdm.stores import MemoryStore
from pymdm.testing import StubAPNs
from pymdm.testing.push_certificates import fake_push_certificate
from tests.support import PATIENCE

from .scene import NOW, TOPIC, scene

OTHER = TOPIC + ".other"


@attrs.frozen(kw_only=True)
class Outcome:
    target: PushTarget
    status: int = 200
    reason: str | None = None


class Client:
    """Answers with the certificate's fingerprint as reason, so that a test sees who has sent."""

    def __init__(self, certificate: PushCertificate) -> None:
        certificate.check(NOW)
        self.certificate = certificate
        self.closed = False

    def send_many(self, targets: Iterable[PushTarget], /) -> Iterator[Outcome]:
        for target in targets:
            yield Outcome(target=target, reason=self.certificate.fingerprint.hex())

    def replace_certificate(self, certificate: PushCertificate, /) -> None:
        self.certificate.renewed(certificate)
        self.certificate = certificate

    def close(self, *, timeout: float) -> None:
        assert timeout < 5
        self.closed = True


class World:
    def __init__(self) -> None:
        self.kept = KeptState(MemoryStore(), clock=lambda: NOW)
        self.clients: list[Client] = []
        self.now = NOW
        self.sender = KeptPushSender(self.kept, client=self.client, clock=lambda: self.now)

    def client(self, certificate: PushCertificate) -> Client:
        self.clients.append(Client(certificate))
        return self.clients[-1]

    def keep(self, topic: str = TOPIC, *, days: int = 0) -> PushCertificate:
        made = fake_push_certificate(topic, now=NOW + timedelta(days=days))
        self.kept.put(KIND, {topic: made.to_pem()})
        return made

    def sent(self, *topics: str) -> list[tuple[int, str | None]]:
        targets = [PushTarget(topic=topic, token=b"t" * 32, push_magic="magic") for topic in topics]
        return [(outcome.status, outcome.reason) for outcome in self.sender.send_many(targets)]


def test_without_a_certificate_nothing_is_sent_and_nothing_lost() -> None:
    world = World()

    assert () == world.sender.refresh()
    assert [(0, "NotSent")] * 2 == world.sent(TOPIC, OTHER)


def test_each_topic_is_sent_with_its_own_certificate() -> None:
    world = World()
    one, two = world.keep(), world.keep(OTHER)

    assert {TOPIC, OTHER} == set(world.sender.refresh())
    assert () == world.sender.refresh()
    assert 2 == len(world.clients)
    assert {(200, one.fingerprint.hex()), (200, two.fingerprint.hex()), (0, "NotSent")} == set(
        world.sent(TOPIC, OTHER, TOPIC + ".third")
    )


def test_a_renewal_is_used_by_the_client_that_is_there() -> None:
    """F35: without a restart."""
    world = World()
    world.keep()
    world.sender.refresh()
    renewal = fake_push_certificate(TOPIC, now=NOW + timedelta(hours=1))
    keep_certificate(world.kept, renewal)

    assert (TOPIC,) == world.sender.refresh()
    assert [(200, renewal.fingerprint.hex())] == world.sent(TOPIC)
    assert 1 == len(world.clients)


def test_a_certificate_that_is_gone_is_used_no_more() -> None:
    world = World()
    world.keep()
    world.sender.refresh()
    world.kept.put(KIND, {TOPIC: None})

    assert () == world.sender.refresh()
    assert world.clients[0].closed
    assert [(0, "NotSent")] == world.sent(TOPIC)


def test_one_that_cannot_be_used_is_told_of_once_and_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    world.keep(days=-1000)
    world.keep(OTHER)

    assert (OTHER,) == world.sender.refresh()
    assert () == world.sender.refresh()
    assert [(0, "NotSent")] == world.sent(TOPIC)
    assert 1 == caplog.text.count("push certificate not used")


def test_the_end_of_a_certificate_is_told_in_time(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    end = world.keep().not_after
    for days in (31, 30, 10, 1, 0):
        world.now = end - timedelta(days=days)
        world.sender.refresh()
        world.sender.refresh()

    levels = [record.levelno for record in caplog.records if "push certificate of" in record.getMessage()]
    assert [logging.WARNING] * 3 + [logging.ERROR] == levels
    assert "Apple Account" in caplog.text


def test_after_the_end_nothing_is_opened_anew() -> None:
    world = World()
    world.keep()
    world.sender.refresh()
    world.sender.close()
    world.sender.close()

    assert world.clients[0].closed
    assert () == world.sender.refresh()
    assert [(0, "NotSent")] == world.sent(TOPIC)


def test_a_slow_apple_holds_up_neither_sweeps_nor_requests() -> None:
    """F36: what waits for Apple waits in a thread of its own."""
    let_go, asked, swept = threading.Event(), threading.Event(), threading.Event()

    class Slow(StubAPNs):
        def send_many(self, targets: Iterable[PushTarget]) -> Iterator[Any]:
            asked.set()
            assert let_go.wait(PATIENCE)
            yield from super().send_many(targets)

    mdm = scene(push=Slow(), start_worker=False, jobs=(Job(name="later", every=0.001, run=swept.set),))
    mac = mdm.device(seed="slow")
    mdm.server.service.enqueue(mac.enrollment, ProfileList())
    mdm.server.worker.start()
    assert asked.wait(PATIENCE)
    swept.clear()
    assert swept.wait(PATIENCE)
    mac.connect()
    let_go.set()
    mdm.server.close()


def test_a_refused_certificate_is_shown_to_administrators() -> None:
    """F35: as long as Apple refuses it."""

    class Refusing(StubAPNs):
        status = 403

        def send_many(self, targets: Iterable[PushTarget]) -> Iterator[Any]:
            yield from (Outcome(target=each, status=self.status, reason="BadCertificate") for each in targets)

    apns = Refusing()
    mdm = scene(push=apns, start_worker=False)
    mac = mdm.device(seed="refused")
    assert {"refused_topics": []} == mdm.admin("GET", "/v1/push").json
    mdm.server.service.enqueue(mac.enrollment, ProfileList())
    mdm.server.service.send_pushes()

    [shown] = mdm.admin("GET", "/v1/push").json["refused_topics"]
    assert (TOPIC, "BadCertificate") == (shown["topic"], shown["reason"])
    assert "2026-06-01T12:15:00Z" == shown["next_try_at"]
    apns.status = 200
    mdm.server.service.push_certificate_replaced(TOPIC)
    assert 1 == mdm.server.service.send_pushes()
    assert {"refused_topics": []} == mdm.admin("GET", "/v1/push").json
