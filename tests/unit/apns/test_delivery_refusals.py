"""What the flow does when Apple says no: for one device, for a while, for everyone, for the certificate."""

from __future__ import annotations

import pytest

from pymdm.apns._delivery_again import Resting
from pymdm.apns._delivery_job import Job
from pymdm.apns._delivery_rules import BREAKER_AFTER, DeliveryRules
from pymdm.apns.outcome import PushOutcome, PushReason, Verdict
from tests.unit.apns.delivering import WALL, Scene, in_flight, numbers, target
from tests.unit.apns.engines import ENGINES, Peer, answer


@pytest.mark.parametrize(
    ("status", "reason"), [(410, "Unregistered"), (400, "BadDeviceToken"), (413, "PayloadTooLarge")]
)
def test_a_refusal_of_one_push_is_its_outcome(status: int, reason: str) -> None:
    scene = Scene()

    job = scene.submit(1, 2)
    scene.answer(1, 1, status=status, reason=reason)
    scene.answer(1, 2)

    assert [(status, 1), (200, 1)] == [(one.status, one.attempts) for one in job.take()]
    assert (1, 1) == (scene.delivery.stats.refused, scene.delivery.stats.delivered)


def test_a_device_that_is_pushed_too_often_waits_while_others_go_on() -> None:
    """F33: 429 is the device's, so that only its push rests, longer each time."""
    scene = Scene(DeliveryRules(deadline=600))
    job = scene.submit(1, 2)

    scene.answer(1, 1, status=429, reason="TooManyRequests")
    scene.submit(3, job=job)
    scene.answer(1, 2, 3)
    assert [2, 3] == numbers(job.take())
    for wait in (0.5, 1.0, 2.0):
        assert [] == scene.machine(1).pushes
        scene.wait(wait - 0.01)
        assert [] == scene.machine(1).pushes
        scene.wait(0.02)
        assert [1] == in_flight(scene.machine(1))
        scene.answer(1, 1, status=429, reason="TooManyRequests")
    [outcome] = job.take()

    assert (429, 4, Verdict.TRY_LATER) == (outcome.status, outcome.attempts, outcome.verdict)
    assert 3 == scene.delivery.stats.resent


def test_another_push_to_that_device_rests_as_well() -> None:
    """F33: the device rests, whoever pushes it."""
    scene = Scene()
    scene.submit(1)
    scene.answer(1, 1, status=429, reason="TooManyRequests")

    scene.submit(1)
    scene.submit(2)
    assert [2] == in_flight(scene.machine(1))
    scene.wait(0.6)

    assert [1, 1, 2] == in_flight(scene.machine(1))


def test_retry_after_is_waited_for() -> None:
    """F33, F34: Apple may say itself how long."""
    scene = Scene()
    job = scene.submit(1)
    [push] = scene.machine(1).pushes
    scene.machine(1).let_go(push)
    scene.tell(1, PushOutcome(push, 429, ((b"retry-after", b"12"),), b'{"reason":"TooManyRequests"}'))

    scene.wait(11.9)
    assert [] == scene.machine(1).pushes
    scene.wait(0.2)
    scene.answer(1, 1)

    assert [200] == [one.status for one in job.take()]


def test_what_could_not_come_back_before_its_deadline_ends_with_the_answer() -> None:
    scene = Scene(DeliveryRules(deadline=5))
    job = scene.submit(1)
    [push] = scene.machine(1).pushes
    scene.machine(1).let_go(push)

    scene.tell(1, PushOutcome(push, 503, ((b"retry-after", b"30"),), b'{"reason":"ServiceUnavailable"}'))

    assert [(503, "ServiceUnavailable")] == [(one.status, one.reason) for one in job.take()]


def test_a_push_that_was_answered_ends_with_that_and_not_with_no_answer() -> None:
    scene = Scene(DeliveryRules(deadline=5))
    job = scene.submit(1)
    scene.answer(1, 1, status=500, reason="InternalServerError")

    scene.wait(0.6)
    assert [1] == in_flight(scene.machine(1))
    scene.wait(5)

    assert [(500, 2)] == [(one.status, one.attempts) for one in job.take()]


def test_one_failure_of_apples_is_tried_again() -> None:
    """F34: 500 and 503 are nobody's fault for long."""
    scene = Scene()
    job = scene.submit(1)

    scene.answer(1, 1, status=503, reason="ServiceUnavailable")
    scene.wait(0.6)
    scene.answer(1, 1)

    assert [(200, 2)] == [(one.status, one.attempts) for one in job.take()]
    assert [1] == scene.opened


def test_a_connection_that_is_shut_down_is_replaced_at_once() -> None:
    """F34: Shutdown is said of the connection."""
    scene = Scene()
    job = scene.submit(1, 2)

    scene.answer(1, 1, status=503, reason="Shutdown")
    scene.submit(3, job=job)
    assert [3] == in_flight(scene.machine(2))
    scene.answer(1, 2)
    scene.wait(0.6)
    scene.answer(2, 1, 3)

    assert [1, 2, 3] == numbers(job.take())
    assert [1] == scene.closed


def test_when_apple_fails_for_everyone_one_push_asks_how_it_is() -> None:
    """F34: jittered backoff, new connection, breaker."""
    scene = Scene(DeliveryRules(deadline=600, retries=50))
    many = range(1, BREAKER_AFTER + 1)
    job = scene.submit(*many)

    scene.answer(1, *many, status=503, reason="ServiceUnavailable")
    assert [1] == scene.closed
    scene.submit(100, job=job)
    scene.wait(0.4)
    assert [1] == scene.opened, "nothing goes now"
    scene.wait(0.2)
    assert [2] == scene.opened[1:]
    assert 1 == len(scene.machine(2).pushes), "one asks"
    scene.answer(2, *in_flight(scene.machine(2)), status=503, reason="ServiceUnavailable")
    scene.wait(0.9)
    assert [1, 2] == scene.opened, "longer this time"
    scene.wait(0.2)
    scene.answer(3, *in_flight(scene.machine(3)))
    scene.wait(3)
    assert BREAKER_AFTER == len(scene.machine(3).pushes), "all of them, once one was delivered"
    scene.answer(3, *in_flight(scene.machine(3)))

    assert [*many, 100] == numbers(job.take())


def test_answers_that_were_on_their_way_do_not_make_the_break_longer() -> None:
    """F34: a thousand failures of one moment are one failure of everyone's."""
    scene = Scene(DeliveryRules(retries=50))
    scene.submit(*range(1000))

    scene.answer(1, *range(1000), status=500, reason="InternalServerError")
    scene.wait(0.6)

    assert [1, 2] == scene.opened


def test_a_certificate_that_apple_refuses_stops_its_topic() -> None:
    """F35: the rest is answered alike without asking Apple a thousand times."""
    scene = Scene(DeliveryRules(connections=1))
    job = scene.submit(1)
    scene.machine(1).max_streams = 1
    scene.submit(2, 3, job=job)

    scene.answer(1, 1, status=403, reason="BadCertificate")
    later = scene.submit(4)
    scene.wait(599)
    latest = scene.submit(5)

    found = [*job.take(), *later.take(), *latest.take()]
    assert [(403, "BadCertificate", Verdict.CERTIFICATE)] * 5 == [
        (one.status, one.reason, one.verdict) for one in found
    ]
    assert [1, 0, 0, 0, 0] == [one.attempts for one in found]
    assert [] == scene.newest.pushes


@pytest.mark.parametrize("reason", ["BadTopic", "TopicDisallowed"])
def test_a_topic_that_apple_refuses_is_a_refused_certificate(reason: str) -> None:
    """F35."""
    scene = Scene()
    scene.submit(1)

    scene.answer(1, 1, status=400, reason=reason)

    assert [(400, reason, 0)] == [(one.status, one.reason, one.attempts) for one in scene.submit(2).take()]


def test_a_refusal_of_one_token_does_not_stop_the_topic() -> None:
    """F35: only what Apple says of the certificate."""
    scene = Scene()
    scene.submit(1, 2)

    scene.answer(1, 1, status=400, reason="DeviceTokenNotForTopic")
    scene.submit(3)

    assert [2, 3] == in_flight(scene.machine(1))


def test_a_new_certificate_ends_the_refusal_of_the_old_one() -> None:
    """F35: and so does time, for Apple may have erred."""
    scene = Scene()
    scene.submit(1)
    scene.answer(1, 1, status=403, reason="Forbidden")

    scene.delivery.new_certificate()
    job = scene.submit(2)
    scene.answer(2, 2)
    assert [200] == [one.status for one in job.take()]
    scene.submit(3)
    scene.answer(2, 3, status=403, reason="Forbidden")
    scene.now += 600
    scene.submit(4)

    assert target(4) in [push.target for machine in scene.machines for push in machine.pushes]


def test_a_late_refusal_of_the_old_certificate_says_nothing_about_the_new_one() -> None:
    """F35: what was in flight when the certificate was replaced goes again with the new one."""
    scene = Scene()
    job = scene.submit(1, 2)
    scene.delivery.new_certificate()
    scene.step()

    scene.answer(1, 1, status=403, reason="BadCertificate")
    scene.submit(3, job=job)

    assert [1, 3] == in_flight(scene.newest)
    scene.answer(2, 1, 3)
    scene.answer(1, 2)
    assert {200} == {outcome.status for outcome in job.take()}


def test_devices_that_were_refused_are_forgotten_while_others_still_rest() -> None:
    """F33: in a refusal of a whole fleet there is always one that rests."""
    resting = Resting()
    for number in range(10_000):
        resting.rest_device(number.to_bytes(32, "big"), float(number + 10), float(number))

    assert len(resting._devices) <= 1025
    assert resting.device_due((9_999).to_bytes(32, "big"), 9_999.0)


def test_a_peer_that_sends_everyone_away_is_not_asked_without_end() -> None:
    """F30: GOAWAY gives all back, which goes again at once; but not to a peer that has never answered."""
    scene = Scene()
    job = scene.submit(*range(20))

    for _ in range(100):
        if scene.newest.pushes:
            scene.goaway(len(scene.machines), *range(20))
        scene.wait(0.1)

    assert len(scene.machines) <= 6
    assert {PushReason.NO_CONNECTION} == {outcome.reason for outcome in job.take()}
    assert 20 == job.taken


def test_a_push_that_rests_and_is_not_wanted_any_more_does_not_go_again() -> None:
    for engine in ENGINES:
        peer = Peer(engine)
        [push] = peer.submit(1)
        peer.receive(answer(1, 429, b'{"reason":"TooManyRequests"}'))

        assert 0 == push.stream, "it is on no connection, and can be dropped"


def test_what_is_no_target_leaves_nothing_behind() -> None:
    scene = Scene()
    with pytest.raises(AttributeError):
        scene.delivery.submit([target(1, "another topic"), None], Job(), scene.now, WALL)  # type: ignore[list-item]

    assert scene.delivery.idle
    assert 0 == scene.delivery.stats.submitted
