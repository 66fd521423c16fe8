"""What both clients promise beside speed: written once, run on both with both engines."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pymdm.apns import APNsClient, AsyncAPNsClient, PushStats, Verdict
from pymdm.apns._delivery_links import Links
from pymdm.apns._delivery_rules import DeliveryRules
from pymdm.errors import LocalProtocolError
from pymdm.protocol.push import PushTarget
from pymdm.testing.fake_apns import Chaos, FakeAPNs
from pymdm.testing.push_certificates import FakePushCA
from tests.unit.apns.sending import CLIENTS, ENGINES, options, send, target, targets, tokens

OTHER = "com.apple.mgmt.External.other"

both = pytest.mark.parametrize("kind", CLIENTS)


@pytest.fixture
def apns() -> Iterator[FakeAPNs]:
    with FakeAPNs(chaos=None, strict=False) as found:
        yield found


@both
@pytest.mark.parametrize("engine", ENGINES)
def test_a_push_says_what_it_has_to_say(kind: str, engine: str) -> None:
    with FakeAPNs(chaos=None, strict=True) as apns:
        before = time.time()
        [outcome], _ = send(kind, apns, [target(7)], engine=engine, priority=5, collapse_id="wake")
        after = time.time()

        [accepted] = apns.accepted
        assert (200, 1, None, Verdict.DELIVERED) == (
            outcome.status,
            outcome.attempts,
            outcome.reason,
            outcome.verdict,
        )
        assert target(7) == accepted.target == outcome.target
        assert (5, "wake") == (accepted.headers.priority, accepted.headers.collapse_id)
        week, hour = timedelta(days=7).total_seconds(), timedelta(hours=1).total_seconds()
        assert int(before) + week <= accepted.headers.expiration <= after + week + hour


@both
def test_another_topic_is_not_sent(kind: str, apns: FakeAPNs) -> None:
    """F35: a push that this certificate cannot send is not tried."""
    outcomes, stats = send(kind, apns, [target(1), target(2, OTHER), target(3)])

    assert [1, 2, 3] == tokens(outcomes)
    assert [(0, "NotSent", 0)] == [
        (one.status, one.reason, one.attempts) for one in outcomes if one.status != 200
    ]
    assert (2, 2) == (apns.accepted_count, stats.sent)


@both
def test_a_certificate_that_is_refused_is_not_tried_a_thousand_times(kind: str, apns: FakeAPNs) -> None:
    """F35: what is in flight is answered, nothing more is sent."""
    from pymdm.testing.fake_apns import Storm

    apns.storm(Storm(status=403, reason="BadCertificate"))

    outcomes, stats = send(kind, apns, targets(5000), connections=1)

    assert {(403, "BadCertificate", Verdict.CERTIFICATE)} == {
        (one.status, one.reason, one.verdict) for one in outcomes
    }
    assert (5000, True) == (len(outcomes), stats.sent <= 1000 + 256)


@both
def test_an_iterable_that_breaks_is_heard_after_the_outcomes_before_it(kind: str, apns: FakeAPNs) -> None:
    def broken() -> Iterator[PushTarget]:
        yield from targets(50)
        raise ZeroDivisionError

    seen: list[PushStats] = []
    with pytest.raises(ZeroDivisionError):
        send(kind, apns, broken(), progress=seen.append)

    assert 50 == seen[-1].delivered


@both
def test_no_more_is_taken_from_the_caller_than_is_used(kind: str, apns: FakeAPNs) -> None:
    taken = 0

    def endless() -> Iterator[PushTarget]:
        nonlocal taken
        while True:
            taken += 1
            yield target(taken)

    def left(seen: int) -> None:
        assert 10_000 == seen
        assert taken - seen < 8192 + 1024

    if kind == "blocking":
        with APNsClient(apns.certificate_for(), **options(apns)) as client:
            for seen, _ in enumerate(client.send_many(endless()), 1):
                if seen == 10_000:
                    break
            left(seen)
            assert client.push(target(1)).delivered, "the client is as good as before"
    else:

        async def run() -> None:
            async with AsyncAPNsClient(apns.certificate_for(), **options(apns)) as client:
                outcomes = client.send_many(endless())
                seen = 0
                async for _ in outcomes:
                    seen += 1
                    if seen == 10_000:
                        break
                left(seen)
                await outcomes.aclose()
                assert (await client.push(target(1))).delivered

        asyncio.run(run())


@both
def test_a_closed_client_says_so(kind: str, apns: FakeAPNs) -> None:
    if kind == "blocking":
        client = APNsClient(apns.certificate_for(), **options(apns))
        client.close()
        client.close()
        for call in (lambda: client.push(target(1)), lambda: client.send_many([]), client.__enter__):
            with pytest.raises(LocalProtocolError, match="open client"):
                call()
    else:

        async def run() -> None:
            client = AsyncAPNsClient(apns.certificate_for(), **options(apns))
            await client.close()
            await client.close()
            for call in (
                lambda: client.push(target(1)),
                lambda: anext(client.send_many([])),
                client.__aenter__,
            ):
                with pytest.raises(LocalProtocolError, match="open client"):
                    await call()

        asyncio.run(run())


@both
def test_a_renewed_certificate_is_used_and_another_topic_refused(kind: str) -> None:
    now = datetime.now(UTC)
    ca = FakePushCA.create(now=now)
    with FakeAPNs(chaos=None, strict=False, push_ca=ca) as apns:
        first, other = apns.certificate_for(), apns.certificate_for(OTHER)
        second = apns.certificate_for()
        if kind == "blocking":
            with APNsClient(first, **options(apns)) as client:
                assert client.push(target(1)).delivered
                with pytest.raises(ValueError, match="topic"):
                    client.replace_certificate(other)
                client.replace_certificate(second)
                assert client.push(target(2)).delivered
                assert (second.fingerprint, second.topic) == (client.certificate.fingerprint, client.topic)
        else:

            async def run() -> None:
                async with AsyncAPNsClient(first, **options(apns)) as client:
                    assert (await client.push(target(1))).delivered
                    with pytest.raises(ValueError, match="topic"):
                        client.replace_certificate(other)
                    client.replace_certificate(second)
                    assert (await client.push(target(2))).delivered
                    assert second.fingerprint == client.certificate.fingerprint

            asyncio.run(run())
        assert 2 == len(apns.connections)


@both
def test_progress_is_told(kind: str, apns: FakeAPNs) -> None:
    told: list[PushStats] = []

    send(kind, apns, targets(3000), progress=told.append)

    assert 3000 == told[-1].ended == told[-1].delivered
    assert [one.ended for one in told] == sorted(one.ended for one in told)


class Hasty:
    """Rules that wait a tenth of a second for a sign of life, until one connection has been given up.

    The next one gets as long as usual: a busy machine is silent for a tenth of a second, too.
    """

    def __init__(self, links: Links) -> None:
        self._links = links

    def __getattr__(self, name: str) -> Any:
        hasty = name in ("ping_after", "ping_deadline") and not self._links.lost
        return 0.1 if hasty else getattr(DeliveryRules(), name)


@both
def test_a_half_open_connection_is_replaced(kind: str) -> None:
    """F36: silence, no answer to PING, another connection; the times are made short here."""
    chaos = Chaos(half_open_after=5, connections=1)
    with FakeAPNs(chaos=chaos, strict=False) as apns:
        if kind == "blocking":
            with APNsClient(apns.certificate_for(), **options(apns)) as client:
                client._delivery.links._rules = Hasty(client._delivery.links)  # type: ignore[assignment]
                outcomes, stats = list(client.send_many(targets(50))), client.stats
        else:

            async def run() -> tuple[list[Any], PushStats]:
                async with AsyncAPNsClient(apns.certificate_for(), **options(apns)) as client:
                    links = client._driver.delivery.links
                    links._rules = Hasty(links)  # type: ignore[assignment]
                    return [one async for one in client.send_many(targets(50))], client.stats

            outcomes, stats = asyncio.run(run())

        assert {200} == {one.status for one in outcomes}
        assert (50, 50, "no sign of life") == (len(outcomes), len(set(tokens(outcomes))), stats.last_error)
        assert (2, 1) == (stats.opened, stats.lost)


@both
def test_nobody_there_is_no_connection(kind: str) -> None:
    with FakeAPNs(chaos=None, strict=False) as apns:
        certificate, gone = apns.certificate_for(), options(apns)
    if kind == "blocking":
        with APNsClient(certificate, **gone, retries=0) as client:
            outcomes, stats = list(client.send_many(targets(500))), client.stats
    else:

        async def run() -> tuple[list[Any], PushStats]:
            async with AsyncAPNsClient(certificate, **gone, retries=0) as client:
                return [one async for one in client.send_many(targets(500))], client.stats

        outcomes, stats = asyncio.run(run())

    assert {(0, "NoConnection", 0)} == {(one.status, one.reason, one.attempts) for one in outcomes}
    assert 500 == len(outcomes)
    assert 1 <= stats.failed
    assert stats.last_error


@both
def test_a_peer_that_nobody_vouches_for_gets_nothing(kind: str, apns: FakeAPNs) -> None:
    with FakeAPNs(chaos=None, strict=False) as other:
        outcomes, stats = send(kind, apns, [target(1)], retries=0, ca=other.ca_pem)

    assert ["NoConnection"] == [one.reason for one in outcomes]
    assert "certificate" in (stats.last_error or "")
    assert 0 == apns.accepted_count


@both
def test_a_certificate_that_the_peer_does_not_let_in_ends_in_no_connection(kind: str, apns: FakeAPNs) -> None:
    """F35: with TLS 1.3 the refusal comes after the handshake, when pushes may be in flight already."""
    with FakeAPNs(chaos=None, strict=False) as other:
        stranger = other.certificate_for()
    if kind == "blocking":
        with APNsClient(stranger, **options(apns), retries=0) as client:
            outcome = client.push(target(1))
    else:

        async def run() -> Any:
            async with AsyncAPNsClient(stranger, **options(apns), retries=0) as client:
                return await client.push(target(1))

        outcome = asyncio.run(run())

    assert (0, Verdict.TRY_LATER) == (outcome.status, outcome.verdict)


@both
def test_a_pace_is_kept(kind: str, apns: FakeAPNs) -> None:
    """F37: 50 a second, so that 10 take a fifth of one."""
    began = time.monotonic()

    outcomes, _ = send(kind, apns, targets(10), pace=50)

    assert 10 == len(outcomes)
    assert time.monotonic() - began >= 0.15


@pytest.mark.parametrize(
    ("argument", "value", "said"),
    [
        ("environment", "test", "environment"),
        ("port", 8443, "443 and 2197"),
        ("engine", "http", "engine"),
        ("connections", 0, "connections"),
        ("deadline", 0, "deadline"),
        ("retries", -1, "retries"),
        ("pace", 0, "pace"),
        ("priority", 1, "priority"),
        ("collapse_id", "x" * 65, "collapse_id"),
        ("expiration", timedelta(seconds=-1), "expiration"),
        ("ca", b"garbage", "PEM"),
    ],
)
@both
def test_arguments_are_looked_at_when_they_are_given(
    kind: str, argument: str, value: object, said: str, apns: FakeAPNs
) -> None:
    client: Any = APNsClient if kind == "blocking" else AsyncAPNsClient

    with pytest.raises(ValueError, match=said):
        client(apns.certificate_for(), **{argument: value})


@both
def test_an_expired_certificate_is_not_tried(kind: str, apns: FakeAPNs) -> None:
    """F35."""
    client: Any = APNsClient if kind == "blocking" else AsyncAPNsClient
    certificate = apns.certificate_for()

    with pytest.raises(ValueError, match="expired"):
        client(certificate, wall_clock=lambda: certificate.not_after.timestamp() + 1)


@both
def test_an_address_that_swallows_everything_is_followed_by_the_next(
    kind: str, apns: FakeAPNs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """IPv6 often leads nowhere; not all of the time may go into the first address."""
    host, port = apns.endpoint
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in ("127.9.9.9", host)]
    connect, shares = socket.socket.connect, []

    def swallowed(self: socket.socket, where: tuple[str, int]) -> None:
        if where[0] == "127.9.9.9":
            shares.append(self.gettimeout())
            raise TimeoutError
        connect(self, where)

    async def hanging(self: asyncio.SelectorEventLoop, sock: socket.socket, where: tuple[str, int]) -> None:
        if where[0] == "127.9.9.9":
            await asyncio.Event().wait()
        await real(self, sock, where)

    real = asyncio.SelectorEventLoop.sock_connect
    monkeypatch.setattr(asyncio.SelectorEventLoop, "sock_connect", hanging)
    if kind == "blocking":
        monkeypatch.setattr(socket.socket, "connect", swallowed)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    outcomes, stats = send(kind, apns, [target(1)], endpoint=("localhost", port))

    assert ([200], 1, 0) == ([one.status for one in outcomes], stats.opened, stats.failed)
    assert all(share is not None and share <= 5 for share in shares)
