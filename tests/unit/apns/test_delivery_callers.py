"""What callers ask of the flow: what is taken, when it is dropped, and how fast it goes."""

from __future__ import annotations

import attrs
import pytest

from pymdm.apns._delivery import Delivery
from pymdm.apns._delivery_job import Job
from pymdm.apns._delivery_rules import DeliveryRules, Pace, backoff
from pymdm.apns.connection import Engine
from pymdm.apns.outcome import PushHeaders, Verdict
from tests.unit.apns.delivering import TOPIC, WALL, Scene, in_flight, numbers, target
from tests.unit.apns.engines import ENGINES, Peer, settings


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


def test_a_thousand_pushes_are_not_written_at_once() -> None:
    scene = Scene()
    scene.submit(1)
    scene.delivery.submit([target(number) for number in range(2, 1002)], Job(), scene.now, WALL)

    scene.step()
    assert 1 + 256 == len(scene.machine(1).pushes)
    assert scene.now == scene.delivery.due(scene.now), "the next ones go without waiting"
    scene.wait(0)

    assert 1000 == len(scene.machine(1).pushes)


@pytest.mark.parametrize("name", ENGINES)
def test_a_peer_with_the_window_that_every_peer_has_gets_a_thousand_in_four_writes(name: Engine) -> None:
    """65,535 bytes take 21 of the longest bodies, but 1,394 of the usual 47."""
    peer = Peer(name, opened=False)
    magic = "0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0"
    wanted = [attrs.evolve(target(number), push_magic=magic) for number in range(1_000)]
    headers = PushHeaders(topic=TOPIC, expiration=0)
    delivery = Delivery(DeliveryRules(), headers, machine=lambda: peer.connection, random=lambda: 0.0)
    delivery.submit(wanted, Job(), 0.0, WALL)
    delivery.step(0.0)
    [key] = delivery.links.take_openings()
    delivery.links.connected(key, 0.0)
    delivery.received(key, settings(STREAMS=1_000), 0.0)

    written = []
    for _ in range(4):
        delivery.step(0.0)
        written.append(peer.connection.in_flight)

    assert [256, 512, 768, 1_000] == written
