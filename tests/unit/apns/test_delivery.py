"""The flow behind both clients: connections, resends, deadlines, signs of life."""

from __future__ import annotations

from pymdm.apns._delivery_rules import DeliveryRules
from pymdm.apns.connection import State
from pymdm.apns.outcome import Verdict
from tests.unit.apns.delivering import Scene, in_flight, numbers, target


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
    """F36: what is written to it would only wait in memory."""
    scene = Scene()
    scene.submit(1)
    scene.delivery.links.by_key[1].clogged = True

    scene.submit(2)

    assert [1] == in_flight(scene.machine(1))
