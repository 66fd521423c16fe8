"""What became of a change: asked for at Apple's pace, until it is done or the time is over."""

from __future__ import annotations

import math
from typing import Any

import pytest

from pymdm._flow import HttpResponse
from pymdm.errors import EventPending, VPPError
from pymdm.vpp import Batch, Event, EventType, Outcome, ops
from pymdm.vpp._waiting import EVERY
from tests.unit.vpp.calling import Clock, Peer, answer, refused, session

TWO = Event(
    batches=(
        Batch(event_id="a", type=EventType.ASSOCIATE, serials=("A",)),
        Batch(event_id="b", type=EventType.ASSOCIATE, serials=("B",)),
    )
)


def state(word: str, done: int = 1, **keys: Any) -> HttpResponse:
    return answer(body={"eventStatus": word, "numCompleted": done, "numRequested": 1, **keys})


def wait(what: Any, *answers: HttpResponse, timeout: float = 300, **options: Any) -> Peer:
    clock = Clock()
    return Peer(ops.wait(session(clock), what, timeout=timeout, **options), *answers, clock=clock)


def test_each_batch_is_asked_for_until_it_is_done_at_apples_pace() -> None:
    peer = wait(TWO, state("COMPLETE"), state("PENDING", 0), state("COMPLETE"))

    assert ["GET /status eventId=a", "GET /status eventId=b", "GET /status eventId=b"] == peer.asked
    assert [5.0, EVERY] == peer.waited
    assert peer.value.succeeded
    assert ["A", "B"] == [each.serial for each in peer.value.successes()]


def test_failures_are_in_the_outcome_and_not_raised() -> None:
    failures = [{"errorNumber": 9709, "errorMessage": "x", "errorInfo": {"serialNumbers": ["B"]}}]
    peer = wait(TWO, state("COMPLETE"), state("FAILED", 0, failures=failures))

    assert (None, [("B", 9709)]) == (
        peer.error,
        [(each.serial, each.error.code) for each in peer.value.failures],
    )
    assert ["A"] == [each.serial for each in peer.value.successes()]


def test_what_is_not_done_in_time_is_told_with_what_is_known() -> None:
    peer = wait(TWO, state("COMPLETE"), *[state("PENDING", 0)] * 3, timeout=60)

    assert EventPending is type(peer.error)
    assert peer.error.retryable
    assert [5.0, EVERY, 25.0] == peer.waited
    assert (1, 2, False) == (
        peer.error.outcome.completed,
        peer.error.outcome.requested,
        peer.error.outcome.finished,
    )


def test_a_clock_that_stands_still_does_not_make_it_wait_for_ever() -> None:
    peer = Peer(ops.wait(session(), "a", timeout=60), *[state("PENDING")] * 3)

    assert (EventPending, [5.0, EVERY, 25.0]) == (type(peer.error), peer.waited)


def test_what_is_done_when_the_time_is_over_counts() -> None:
    peer = wait("a", state("PENDING"), state("COMPLETE"), timeout=20)

    assert ([5.0, 15.0], True) == (peer.waited, peer.value.succeeded)


def test_no_time_is_one_question() -> None:
    assert EventPending is type(wait("a", state("PENDING"), timeout=0).error)
    assert [0] == wait("a", state("COMPLETE"), timeout=0).waited


@pytest.mark.parametrize("what", ["a", TWO.batches[0], Event(batches=TWO.batches[:1])])
def test_a_change_is_named_in_three_ways(what: Any) -> None:
    assert ("a",) == wait(what, state("COMPLETE")).value.event.event_ids


def test_nothing_is_done_at_once() -> None:
    peer = wait(Event())

    assert ([], True) == (peer.asked, peer.value.succeeded)


def test_whoever_waits_sees_how_far_it_is() -> None:
    seen: list[Outcome] = []
    wait("a", state("PENDING", 0), state("COMPLETE"), every=1.0, progress=seen.append)

    assert [(0, False), (1, True)] == [(each.completed, each.finished) for each in seen]


def test_an_event_that_apple_does_not_know_is_an_error() -> None:
    peer = wait("a", refused(9708))

    assert (VPPError, 9708) == (type(peer.error), peer.error.code)


@pytest.mark.parametrize(
    "wrong", [{"timeout": -1.0}, {"every": 0.0}, {"timeout": math.nan}, {"every": math.nan}]
)
def test_times_that_are_none_are_refused(wrong: dict[str, float]) -> None:
    assert ValueError is type(wait("a", **wrong).error)


@pytest.mark.parametrize("what", [7, None, ("a", "b"), b"a"])
def test_what_is_no_change_is_refused(what: Any) -> None:
    assert TypeError is type(wait(what).error)
    assert TypeError is type(Peer(ops.status(session(), what)).error)
