"""The flow behind both clients: connections, resends, deadlines, signs of life."""

from __future__ import annotations

import pytest

from pymdm.apns._delivery_job import Job
from pymdm.apns._delivery_rules import DeliveryRules, Pace, backoff
from pymdm.apns.connection import State
from pymdm.apns.outcome import Verdict
from tests.unit.apns.delivering import TOPIC, WALL, Scene, in_flight, numbers, target


def test_a_push_opens_a_connection_and_comes_back_as_what_apple_said() -> None:
    scene = Scene()

    job = scene.submit(7)
    scene.answer(1, 7)
    [outcome] = job.take()

    assert (200, 1, None) == (outcome.status, outcome.attempts, outcome.push.context)
    assert (target(7), 0) == (outcome.target, job.unfinished)
    assert (1, 1, 0) == (
        scene.delivery.stats.delivered,
        scene.delivery.stats.opened,
        scene.delivery.stats.resent,
    )


def test_nothing_is_sent_before_the_peer_has_said_what_it_takes() -> None:
    """F31: a push before SETTINGS is refused by h2 servers from the 101st on."""
    scene = Scene()
    scene.settings_come = False

    job = scene.submit(*range(200))
    assert [] == scene.newest.pushes
    scene.newest.state, scene.newest.max_streams = State.OPEN, 1
    scene.tell(1)
    assert [0] == in_flight(scene.newest)
    scene.newest.max_streams = 1000
    scene.tell(1)

    assert 200 == len(scene.newest.pushes)
    assert 0 == job.taken


def test_a_peer_without_settings_is_given_up_in_time() -> None:
    """F31: SETTINGS that never come are a connection that does not come about."""
    scene = Scene()
    scene.settings_come = False

    scene.submit(1)
    scene.wait(9.9)
    assert ([1], []) == (scene.opened, scene.closed)
    scene.wait(1.2)

    assert ([1, 2], [1]) == (scene.opened, scene.closed)
    assert "no SETTINGS in time" == scene.delivery.stats.last_error


def test_what_goaway_leaves_is_sent_again_elsewhere_and_what_it_keeps_is_waited_for() -> None:
    """F30: above the last stream resent at once, the others answered where they are."""
    scene = Scene()

    job = scene.submit(1, 2, 3)
    scene.goaway(1, 2, 3)
    assert [2, 3] == in_flight(scene.machine(2))
    assert [1] == in_flight(scene.machine(1))
    scene.answer(1, 1)
    scene.answer(2, 2, 3)

    assert [1, 2, 3] == numbers(job.take())
    assert [1] == scene.closed
    assert (1, 2, 0) == (
        scene.delivery.stats.goaways,
        scene.delivery.stats.resent,
        scene.delivery.stats.lost,
    )


def test_what_was_in_flight_on_a_broken_connection_goes_again_before_everything_else() -> None:
    """F30: a wake-up is idempotent; order keeps one from being lost again and again."""
    scene = Scene(DeliveryRules(connections=1))

    job = scene.submit(1, 2)
    scene.answer(1, 1)
    scene.newest.max_streams = 1
    scene.submit(3, job=job)
    scene.lose(1)

    assert [2, 3] == [push.target.token[-1] for push in scene.newest.pushes]
    scene.answer(2, 2, 3)
    assert [1, 2, 3] == numbers(job.take())
    assert (1, 1) == (scene.delivery.stats.lost, scene.delivery.stats.resent)


def test_a_peer_that_breaks_the_protocol_is_a_lost_connection() -> None:
    scene = Scene()

    job = scene.submit(1)
    scene.break_protocol(1)
    scene.wait(1)
    scene.answer(2, 1)

    assert [1] == numbers(job.take())
    assert ([1], "expected sense") == (scene.closed, scene.delivery.stats.last_error)


def test_a_push_that_each_connection_is_lost_with_ends() -> None:
    scene = Scene(DeliveryRules(deadline=1e6, retries=100))

    job = scene.submit(1)
    for _ in range(40):
        for key, link in list(scene.delivery.links.by_key.items()):
            if link.machine.in_flight:
                scene.delivery.links.answered(link)  # others are answered there
                scene.lose(key)
        scene.wait(61)
    [outcome] = job.take()

    assert (0, "NoConnection", Verdict.TRY_LATER) == (outcome.status, outcome.reason, outcome.verdict)
    assert 30 == outcome.attempts


def test_without_any_connection_pushes_end_after_as_many_attempts_as_were_asked_for() -> None:
    scene = Scene(DeliveryRules(retries=2))
    scene.reachable = False

    job = scene.submit(1, 2)
    scene.wait(30)
    again = scene.submit(3)

    assert [(0, "NoConnection")] * 2 == [(one.status, one.reason) for one in job.take()]
    assert 3 <= len(scene.opened)
    assert "refused" == scene.delivery.stats.last_error
    scene.reachable = True
    scene.wait(60)
    later = scene.submit(4)
    scene.answer(scene.opened[-1], *([3, 4] if not again.outcomes else [4]))
    assert [200] == [one.status for one in later.take()]


def test_while_it_is_down_nobody_waits_for_the_next_attempt() -> None:
    scene = Scene(DeliveryRules(retries=0))
    scene.reachable = False

    scene.submit(1)
    attempts = len(scene.opened)
    job = scene.submit(*range(2, 2000))

    assert (1998, attempts) == (len(job.take()), len(scene.opened))


def test_a_push_ends_at_its_deadline_and_its_stream_is_given_back() -> None:
    scene = Scene()

    job = scene.submit(1, 2)
    scene.answer(1, 2)
    for _ in range(7):  # the connection lives, only this answer does not come
        scene.wait(9)
        scene.tell(1)
    late = next(one for one in job.take() if one.status == 0)

    assert ("NoAnswer", Verdict.TRY_LATER) == (late.reason, late.verdict)
    assert [late.push] == scene.machine(1).cancelled
    assert scene.delivery.idle


def test_a_push_that_never_left_has_had_no_connection() -> None:
    scene = Scene()
    scene.submit(1)
    scene.machine(1).max_streams = 1
    scene.delivery.links.by_key[1].clogged = True

    job = scene.submit(2)
    for _ in range(7):
        scene.wait(9)
        scene.tell(1)

    assert [("NoConnection", 0)] == [(one.reason, one.attempts) for one in job.take()]


def test_a_silent_connection_is_asked_for_a_sign_of_life_and_replaced() -> None:
    """F36: 15 s of silence, 10 s for an answer; what was in flight goes on the next connection."""
    scene = Scene()

    job = scene.submit(1)
    scene.wait(14.9)
    assert [] == scene.machine(1).pings
    scene.wait(0.2)
    assert 1 == len(scene.machine(1).pings)
    scene.wait(9.8)
    assert [1] == scene.opened
    scene.wait(1.2)
    scene.answer(2, 1)

    assert ([1, 2], [1]) == (scene.opened, scene.closed)
    assert [200] == [one.status for one in job.take()]
    assert "no sign of life" == scene.delivery.stats.last_error


def test_a_sign_of_life_is_enough() -> None:
    """F36: whatever comes after the ping, the connection is kept."""
    scene = Scene()
    scene.submit(1)

    for _ in range(2):
        scene.wait(15.1)
        scene.tell(1)

    assert (2, [1]) == (len(scene.machine(1).pings), scene.opened)


def test_more_connections_are_opened_only_where_streams_are_the_limit() -> None:
    scene = Scene(DeliveryRules(connections=3))
    scene.submit(1)
    scene.wait(1)
    assert [1] == scene.opened

    scene.machine(1).max_streams = 2
    scene.submit(*range(2, 12))
    assert [1] == scene.opened
    scene.wait(0.2)
    assert [1] == scene.opened, "it has only just become full"
    scene.wait(0.1)

    assert [1, 2] == scene.opened
    assert 9 == len(scene.machine(2).pushes)


def test_no_more_connections_than_allowed() -> None:
    scene = Scene(DeliveryRules(connections=2))
    scene.submit(1)
    scene.machine(1).max_streams = 1
    for number in range(10):
        scene.submit(10 + number)
        for machine in scene.machines:
            machine.max_streams = 1
        scene.wait(1)

    assert [1, 2] == scene.opened


def test_a_connection_that_does_not_take_bytes_gets_no_more_pushes() -> None:
    scene = Scene()
    scene.submit(1)
    scene.delivery.links.by_key[1].clogged = True

    scene.submit(2)

    assert [1] == in_flight(scene.machine(1))


def test_a_target_of_another_topic_is_never_sent() -> None:
    scene = Scene()

    job = scene.submit(1, topic="com.apple.mgmt.External.2")
    [outcome] = job.take()

    assert (0, "NotSent", 0, Verdict.REFUSED) == (
        outcome.status,
        outcome.reason,
        outcome.attempts,
        outcome.verdict,
    )
    assert [] == scene.opened


def test_one_wrong_target_does_not_hold_up_the_others() -> None:
    scene = Scene()
    job = Job()

    targets = [target(1), target(2, "com.apple.mgmt.External.2"), target(3)]
    scene.delivery.submit(targets, job, scene.now, WALL)
    scene.step()
    scene.answer(1, 1, 3)

    assert [1, 2, 3] == numbers(job.take())


def test_an_abandoned_job_sends_nothing_more_and_keeps_nothing() -> None:
    scene = Scene(DeliveryRules(connections=1))
    job = scene.submit(1)
    scene.machine(1).max_streams = 1
    scene.submit(2, 3, job=job)

    scene.delivery.abandon(job)
    scene.step()
    scene.answer(1, 1)
    scene.delivery.take_touched()

    assert [] == job.outcomes
    assert [] == scene.machine(1).pushes
    assert scene.delivery.idle


def test_an_abandoned_push_is_not_sent_again() -> None:
    scene = Scene()
    job = scene.submit(1)

    scene.delivery.abandon(job)
    scene.lose(1)
    scene.wait(30)

    assert ([1], True) == (scene.opened, scene.delivery.idle)


def test_giving_up_ends_everything_and_closes_every_connection() -> None:
    scene = Scene()
    job = scene.submit(1)
    scene.machine(1).max_streams = 1
    scene.submit(2, job=job)

    scene.delivery.give_up()
    scene.step()
    later = scene.submit(3)

    assert [("NoAnswer", 1), ("NotSent", 0)] == sorted((one.reason, one.attempts) for one in job.take())
    assert ["NotSent"] == [one.reason for one in later.take()]
    assert ([1], True) == (scene.closed, scene.machines[0].said_goodbye)


def test_a_new_certificate_goes_on_new_connections_and_the_old_ones_run_out() -> None:
    scene = Scene()
    job = scene.submit(1)

    scene.delivery.new_certificate()
    scene.submit(2, job=job)
    assert ([1], [2]) == (in_flight(scene.machine(1)), in_flight(scene.machine(2)))
    scene.answer(1, 1)
    scene.answer(2, 2)

    assert [1, 2] == numbers(job.take())
    assert [1] == scene.closed


def test_expiration_is_told_in_whole_hours_so_that_headers_stay_the_same() -> None:
    scene = Scene()
    scene.submit(1, 2)
    delivery = scene.delivery
    delivery.submit([target(3)], Job(), scene.now, WALL + 60)
    delivery.submit([target(4)], Job(), scene.now, WALL + 3600)
    scene.step()

    first, _, third, fourth = (push.headers for push in scene.machine(1).pushes)
    assert first is third
    assert 3600 == fourth.expiration - first.expiration
    assert 0 <= first.expiration - (WALL + 7 * 86_400) < 3600
    assert TOPIC == first.topic


def test_no_more_is_taken_than_can_be_used() -> None:
    scene = Scene()
    job = Job()
    assert 100 == scene.delivery.appetite(job)
    scene.submit(*range(100), job=job)

    assert 900 + 256 == scene.delivery.appetite(job)
    scene.machine(1).max_streams = 1
    assert 1 == scene.delivery.appetite(job)


def test_outcomes_that_nobody_takes_stop_the_taking() -> None:
    scene = Scene()
    job = scene.submit(1)
    scene.machine(1).max_streams = 1_000_000
    job.submitted = 8192

    assert 0 == scene.delivery.appetite(job)


def test_a_pace_is_kept() -> None:
    """F37: pushes are paced where somebody asks for it."""
    scene = Scene(DeliveryRules(pace=100))
    job = Job()
    began = scene.now
    sent = 0

    while sent < 300:
        wanted = scene.delivery.appetite(job)
        assert wanted <= 5
        scene.submit(*range(sent, sent + wanted), job=job)
        sent += wanted
        scene.wait(0.01)
    scene.wait(1)

    assert sent == len(scene.machine(1).pushes)
    assert 2.5 <= scene.now - 1 - began <= 3.5


def test_a_slow_pace_counts_its_resends() -> None:
    pace = Pace(2.0)
    assert 1 == pace.allowance(0.0, 5)
    pace.spend(1)
    assert (0, 0.5) == (pace.allowance(0.0, 5), pace.due(0.0))
    assert 0 == pace.allowance(0.4, 5)
    assert 1 == pace.allowance(10.0, 5), "a pause is not followed by a crowd"


@pytest.mark.parametrize(("count", "least", "most"), [(1, 0.5, 1), (2, 1, 2), (4, 4, 8), (40, 30, 60)])
def test_waits_double_and_are_spread(count: int, least: float, most: float) -> None:
    assert (least, most) == (backoff(count, 0.0), backoff(count, 1.0))


def test_memory_does_not_keep_what_has_ended_beside_what_has_not() -> None:
    scene = Scene()
    scene.submit(*range(100))
    scene.answer(1, *range(1, 100))
    [batch] = scene.delivery._batches
    assert 100 == len(batch.pushes)

    scene.wait(1.1)
    scene.tell(1)

    assert [0] == [push.target.token[-1] for push in batch.pushes]
