"""The blocking client alone: threads, callers that are slow or leave, and its end."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pymdm.apns import APNsClient
from pymdm.apns._client_source import Source
from pymdm.apns._delivery import Delivery
from pymdm.errors import LocalProtocolError
from pymdm.protocol.push import PushTarget
from pymdm.testing.fake_apns import Chaos, FakeAPNs
from tests.support import PATIENCE
from tests.unit.apns.sending import options, target, targets, tokens


@pytest.fixture
def apns() -> Iterator[FakeAPNs]:
    with FakeAPNs(chaos=None, strict=False) as found:
        yield found


def test_many_threads_push_at_once_beside_a_send_many(apns: FakeAPNs) -> None:
    outcomes: list[int] = []
    with APNsClient(apns.certificate_for(), **options(apns)) as client:

        def push(first: int) -> None:
            for number in range(first, first + 20):
                outcomes.append(client.push(target(number)).status)

        threads = [threading.Thread(target=push, args=(100_000 + 100 * number,)) for number in range(16)]
        for thread in threads:
            thread.start()
        many = list(client.send_many(targets(2000)))
        for thread in threads:
            thread.join(PATIENCE)

        assert [200] * 320 == outcomes
        assert 2000 == len({one.target.token for one in many}) == len(many)
    assert 2320 == apns.accepted_count


def test_two_send_many_at_once_each_get_their_own(apns: FakeAPNs) -> None:
    with APNsClient(apns.certificate_for(), **options(apns)) as client:
        one, two = client.send_many(targets(1000)), client.send_many(target(5000 + n) for n in range(1000))
        found = [(next(one), next(two)) for _ in range(1000)]

        assert list(range(1000)) == tokens(pair[0] for pair in found)
        assert list(range(5000, 6000)) == tokens(pair[1] for pair in found)
        assert [[], []] == [list(one), list(two)]


def test_a_push_inside_of_a_send_many_is_no_deadlock(apns: FakeAPNs) -> None:
    with APNsClient(apns.certificate_for(), **options(apns)) as client:

        def source() -> Iterator[PushTarget]:
            for number in range(20):
                assert client.push(target(1000 + number)).delivered
                yield target(number)

        found = [client.push(one.target).status for one in client.send_many(source())]

    assert [200] * 20 == found


def test_an_iterator_that_is_dropped_half_way_keeps_nothing(apns: FakeAPNs) -> None:
    with APNsClient(apns.certificate_for(), **options(apns)) as client:
        for _ in range(8):
            outcomes = client.send_many(targets(2000))
            next(outcomes)
            del outcomes
            gc.collect()
        assert client.push(target(1)).delivered

        assert len(client._delivery._ready) == 0
        assert all(batch.job.abandoned for batch in client._delivery._batches if batch.open)


def test_a_slow_caller_loses_no_answers_to_the_deadline() -> None:
    """F29: what has come while nobody asked is read before the deadline is looked at."""
    ahead = 0.0

    def clock() -> float:
        return time.monotonic() + ahead

    with (
        FakeAPNs(chaos=Chaos(close="fin"), strict=False) as apns,
        APNsClient(apns.certificate_for(), **options(apns), clock=clock, deadline=30) as client,
    ):
        outcomes = client.send_many(targets(250))  # all are written at once: none lies ready and expires
        found = [next(outcomes)]
        assert apns.wait_for(lambda fake: fake.accepted_count == client.stats.sent)
        apns.drop_connections()  # after the answers, which are therefore there
        assert apns.wait_for(lambda fake: all(record.ended for record in fake.connections))
        ahead = 1000.0
        found += outcomes

    assert {200} == {one.status for one in found}


def test_after_a_silence_connections_are_read_before_anything_is_taken_for_overdue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """F29: the same, without a race between the answers and the one who reads them."""
    ahead = 0.0
    order: list[str] = []

    def clock() -> float:
        return time.monotonic() + ahead

    def noted(name: str, real: Any) -> Any:
        def call(*arguments: Any) -> Any:
            order.append(name)
            return real(*arguments)

        return call

    with (
        FakeAPNs(chaos=None, strict=False) as apns,
        APNsClient(apns.certificate_for(), **options(apns), clock=clock) as client,
    ):
        assert client.push(target(1)).status == 200
        monkeypatch.setattr(APNsClient, "_lead", noted("read", APNsClient._lead))
        monkeypatch.setattr(Delivery, "step", noted("judge", Delivery.step))
        ahead = 1000.0
        client.push(target(2))

    assert "read" == order[0]


def test_closing_waits_for_what_is_under_way() -> None:
    with FakeAPNs(chaos=Chaos(latency_ms=50), strict=False) as apns:
        client = APNsClient(apns.certificate_for(), **options(apns))
        found: list[int] = []
        threads = [
            threading.Thread(target=lambda n=n: found.append(client.push(target(n)).status)) for n in range(5)
        ]
        for thread in threads:
            thread.start()
        assert apns.wait_for(lambda fake: sum(record.pushes for record in fake.connections) == 5)
        client.close(timeout=PATIENCE)
        for thread in threads:
            thread.join(PATIENCE)

        assert [200] * 5 == found


def test_closing_does_not_wait_for_ever() -> None:
    with FakeAPNs(chaos=Chaos(half_open_after=1), strict=False) as apns:
        client = APNsClient(apns.certificate_for(), **options(apns))
        found: list[str | None] = []
        thread = threading.Thread(target=lambda: found.append(client.push(target(1)).reason))
        thread.start()
        assert apns.wait_for(lambda fake: any(record.pushes for record in fake.connections))
        client.close(timeout=0.05)
        thread.join(PATIENCE)

        assert ["NoAnswer"] == found


def _held_up(client: APNsClient) -> tuple[threading.Thread, list[int | None]]:
    """A push of another thread that waits while this one serves; ``_waiting`` tells when it does."""
    found: list[int | None] = []
    return threading.Thread(target=lambda: found.append(client.push(target(1)).status), daemon=True), found


def _wait_until(condition: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "it has not come to that"
        time.sleep(0.001)


def test_a_push_goes_on_while_another_threads_iterator_is_left_alone(apns: FakeAPNs) -> None:
    """Whoever served hands over before it leaves, even if it had not to wait."""
    with APNsClient(apns.certificate_for(), **options(apns)) as client:
        assert client.push(target(0)).delivered
        other, found = _held_up(client)
        wait = client._sockets.wait

        def busy(timeout: float | None) -> list[int]:
            if threading.current_thread() is threading.main_thread() and other.ident is None:
                other.start()
                _wait_until(lambda: client._waiting)
            return wait(timeout)

        client._sockets.wait = busy  # type: ignore[method-assign]
        outcomes = client.send_many(target(number) for number in range(2, 100_000))
        next(outcomes)
        assert other.ident is not None
        other.join(PATIENCE)

        assert [200] == found


def test_a_push_goes_on_when_the_thread_that_served_is_interrupted(apns: FakeAPNs) -> None:
    with APNsClient(apns.certificate_for(), **options(apns)) as client:
        assert client.push(target(0)).delivered
        other, found = _held_up(client)
        wait = client._sockets.wait

        def interrupted(timeout: float | None) -> list[int]:
            if threading.current_thread() is threading.main_thread():
                other.start()
                _wait_until(lambda: client._waiting)
                raise KeyboardInterrupt
            return wait(timeout)

        client._sockets.wait = interrupted  # type: ignore[method-assign]
        with pytest.raises(KeyboardInterrupt):
            client.push(target(2))
        other.join(PATIENCE)

        assert [200] == found


def test_who_serves_hears_of_what_another_thread_has_sent(apns: FakeAPNs) -> None:
    """Its wait was reckoned before: until a deadline far away, where the new pushes are due in a moment."""
    with APNsClient(apns.certificate_for(), **options(apns)) as client:
        assert client.push(target(0)).delivered
        woken: list[bool] = []
        wake = client._sockets.wake

        def heard() -> None:
            woken.append(client._leading)
            wake()

        client._sockets.wake = heard  # type: ignore[method-assign]
        client._leading = True  # another thread waits for the connections
        outcomes = client._send(Source(targets(1), time.monotonic))
        threading.Thread(target=lambda: next(outcomes), daemon=True).start()
        try:
            _wait_until(lambda: woken)
        finally:
            with client._lock:
                client._leading = False
                client._turn.notify_all()
        _wait_until(lambda: client.stats.delivered == 2)

    assert [True] == woken[:1]


def test_a_forked_process_leaves_the_connections_to_its_parent(
    apns: FakeAPNs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes that write to one TLS connection break it for both."""
    # A slow machine would open a second one, because the first is full for so long.
    with APNsClient(apns.certificate_for(), **options(apns), connections=1) as client:
        assert client.push(target(1)).delivered
        outcomes = client.send_many(targets(3000))
        next(outcomes)
        with monkeypatch.context() as child:
            child.setattr(os, "getpid", lambda: 1)
            for call in (
                lambda: client.push(target(2)),
                lambda: client.send_many([]),
                lambda: list(outcomes),
            ):
                with pytest.raises(LocalProtocolError, match="fork"):
                    call()
            client.close()

        assert client.push(target(2)).delivered
        assert [None] == [record.ended for record in apns.connections]
