"""What an answer of the push service means for a device."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pymdm.apns.outcome import Push, PushHeaders, PushOutcome, PushReason
from pymdm.protocol import PushTarget
from pymdm.service.pushing import PushFate, TopicRefusal, TopicWatch, fate_of, is_dead, wait_before_retry

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TARGET = PushTarget(topic="com.apple.mgmt.x", token=b"t" * 32, push_magic="magic")
PUSH = Push(TARGET, PushHeaders(topic=TARGET.topic, expiration=0))
UNSENT = {PushReason.NO_CONNECTION, PushReason.NOT_SENT}


@pytest.mark.parametrize("status", [0, 200, 400, 403, 404, 405, 410, 413, 429, 500, 503, 599])
def test_the_service_judges_as_the_client_does(status: int) -> None:
    for reason in (*PushReason, "BrandNew", None):
        outcome = PushOutcome(PUSH, status, reason=reason)
        fate = fate_of(status, outcome.reason)
        if status == 0 and reason in UNSENT:
            assert fate is PushFate.UNSENT
        elif reason not in UNSENT:
            assert outcome.verdict.value == fate.value, (status, reason)


def test_a_token_is_dead_only_if_apple_knows_it_since_after_the_last_token_update() -> None:
    """F32, and F29: a quarter of an hour is within what two clocks may differ."""
    assert is_dead(None, NOW)
    assert is_dead(NOW, None)
    assert is_dead(NOW + timedelta(minutes=15), NOW)
    assert not is_dead(NOW + timedelta(minutes=14), NOW)
    assert not is_dead(NOW - timedelta(days=1), NOW)


def test_waits_double_are_bounded_and_differ_from_device_to_device() -> None:
    """F33."""
    waits = [wait_before_retry("D1", failures, None).total_seconds() for failures in range(1000)]
    assert all(45 * 2**n <= wait <= 75 * 2**n for n, wait in enumerate(waits[:6]))
    assert 2700 <= min(waits[6:]) <= max(waits[6:]) <= 4500

    several = {wait_before_retry(f"D{number}", 3, None) for number in range(100)}
    assert len(several) == 100
    assert max(several) - min(several) > timedelta(minutes=3)


def test_apple_may_ask_for_more_and_not_for_a_year() -> None:
    """F33."""
    assert wait_before_retry("D1", 0, timedelta(hours=5)) == timedelta(hours=5)
    assert wait_before_retry("D1", 0, timedelta(0)) == wait_before_retry("D1", 0, None)
    assert wait_before_retry("D1", 0, timedelta(days=365)) == timedelta(days=1)


def test_a_watch_knows_each_topic_by_itself() -> None:
    """F35."""
    alarms: list[TopicRefusal] = []
    watch = TopicWatch(alarms.append)
    watch.refused("b", "BadTopic", NOW)
    watch.refused("a", "BadCertificate", NOW)
    watch.refused("b", "TopicDisallowed", NOW + timedelta(minutes=10))

    assert ["b", "a"] == [alarm.topic for alarm in alarms]
    assert [("a", "BadCertificate"), ("b", "TopicDisallowed")] == [
        (r.topic, r.reason) for r in watch.refusals()
    ]
    assert {"b"} == watch.paused(NOW + timedelta(minutes=15))
    assert ["a1", "b1", "c1", "c2"] == watch.one_each(["a1", "a2", "b1", "c1", "b2", "c2"], lambda it: it[0])
    watch.accepted("b")
    watch.accepted("c")
    assert ["a"] == [refusal.topic for refusal in watch.refusals()]
