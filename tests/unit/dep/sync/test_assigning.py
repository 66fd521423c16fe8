"""New devices get their profile, each once (F42), and what Apple answers is kept for each."""

from __future__ import annotations

import itertools
from contextlib import suppress
from typing import Never

import pytest

from pymdm.dep.devices import Device
from pymdm.dep.sync import ProfileRules, SyncRules, _assigning
from pymdm.dep.sync.merging import MAX_UNANSWERED
from pymdm.errors import DEPError, TransportError
from pymdm.testing.fake_dep import DEPChaos, DEPStorm
from tests.unit.dep.sync.world import ASSIGN, World


class Dead(BaseException):
    """The process has ended."""


def die(*_: object, **__: object) -> Never:
    raise Dead


def successes(world: World) -> dict[str, int]:
    """How often each device was given a profile, by the fake's log."""
    found: dict[str, int] = {}
    for write in world.fake.writes:
        for serial, outcome in write.outcomes.items():
            found[serial] = found.get(serial, 0) + (outcome == "SUCCESS")
    return found


def test_devices_of_the_first_listing_are_assigned_as_well_as_new_ones() -> None:
    """Nanodep's assigner looks at "added" only, which a listing does not say."""
    world = World(25)
    uuid = world.profile()

    assert {"SUCCESS": 25} == world.sync(assign=uuid).outcomes
    new = world.fake.add()
    assert {"SUCCESS": 1} == world.sync(assign=uuid).outcomes
    assert {} == world.sync(assign=uuid).outcomes

    assert uuid == world.record(new).device.profile_uuid
    assert {1} == set(successes(world).values())
    assert 2 == world.asked(ASSIGN)
    assert world.fake.truth() == world.known()


@pytest.mark.parametrize("outcome", ["FAILED", "THROTTLED", "NOT_ACCESSIBLE"])
def test_what_was_refused_is_not_asked_for_again_before_the_next_day(outcome: str) -> None:
    """Fleet 14957, 31523."""
    world = World(3)
    uuid = world.profile()
    bad = world.fake.serials[1]
    world.fake.answer_device(bad, outcome, times=4 if outcome == "FAILED" else 1)

    assert {"SUCCESS": 2, outcome: 1} == world.sync(assign=uuid).outcomes
    asked = world.asked(ASSIGN)
    for _ in range(23):
        world.fake.clock.advance(3600)
        assert {} == world.sync(assign=uuid).outcomes
    assert asked == world.asked(ASSIGN)
    assignment = world.record(bad).assignment
    assert assignment is not None
    assert (outcome, uuid) == (assignment.outcome, assignment.profile_uuid)

    world.fake.clock.advance(3600)
    assert {"SUCCESS": 1} == world.sync(assign=uuid).outcomes


def test_f42_after_a_death_between_answer_and_commit_the_changes_tell_what_became_of_it() -> None:
    world = World(25)
    uuid = world.profile()
    world.sync()

    answered = world.store.answered
    world.store.answered = die  # type: ignore[method-assign]
    with pytest.raises(Dead):
        world.sync(assign=uuid)
    world.store.answered = answered  # type: ignore[method-assign]

    assert {} == world.sync(assign=uuid).outcomes
    assert {1} == set(successes(world).values())
    assert world.fake.truth() == world.known()


def test_f42_a_machine_that_dies_at_each_request_stops_asking() -> None:
    """Where the changes tell nothing of it, because its devices are throttled."""
    world = World(5)
    uuid = world.profile()
    for serial in world.fake.serials:
        world.fake.hide(serial)
    world.sync()
    answered = world.store.answered
    world.store.answered = die  # type: ignore[method-assign]
    for _ in range(MAX_UNANSWERED):
        with pytest.raises(Dead):
            world.sync(assign=uuid)

    assert {} == world.sync(assign=uuid).outcomes
    assert MAX_UNANSWERED == world.asked(ASSIGN)
    world.store.answered = answered  # type: ignore[method-assign]
    world.fake.clock.advance(86400)
    assert {} == world.sync(assign=uuid).outcomes  # the listing has told


def test_a_profile_that_apple_does_not_know_is_told_and_others_are_assigned() -> None:
    world = World(10)
    uuid = world.profile()
    rule = ProfileRules(default=uuid, by_family={"Mac": "0" * 32})

    report = world.sync(assign=rule)

    assert {"0" * 32: "PROFILE_NOT_FOUND"} == report.refused
    assert {"SUCCESS": 8} == report.outcomes
    assert 2 == world.store.counts(world.server).unassigned


def test_a_refusal_of_the_whole_server_ends_it_and_counts_for_no_device() -> None:
    world = World(5)
    uuid = world.profile()
    world.fake.storm(DEPStorm(status=403, word="ACCESS_DENIED", path=ASSIGN))
    for _ in range(7):
        with pytest.raises(DEPError, match="ACCESS_DENIED"):
            world.sync(assign=uuid)
    world.fake.calm()

    assert {"SUCCESS": 5} == world.sync(assign=uuid).outcomes


def test_requests_are_full_however_many_profiles_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_assigning, "_LOOK", 7)
    monkeypatch.setattr(_assigning, "_MOST_WAITING", 40)
    monkeypatch.setattr(_assigning, "MOST", 20)
    world = World(100)
    many = [world.profile(str(number)) for number in range(4)]
    turns = itertools.count()
    rule = {serial: many[next(turns) % 4] for serial in world.fake.serials}

    report = world.sync(assign=lambda device: rule[device.serial_number])

    assert {"SUCCESS": 100} == report.outcomes
    assert rule == {record.serial_number: record.device.profile_uuid for record in world.records()}
    assert world.asked(ASSIGN) <= 10


def test_devices_that_no_rule_names_are_left_as_they_are() -> None:
    world = World(10)
    uuid = world.profile()

    assert {"SUCCESS": 2} == world.sync(assign=ProfileRules(by_family={"Mac": uuid})).outcomes
    assert {} == world.sync(assign=lambda _: None).outcomes


def test_under_chaos_every_device_gets_its_profile_once() -> None:
    chaos = DEPChaos(seed=11, drop_after=0.1, half=0.1, rotate=0.3, stale=0.1, broken=0.1, throttle=0.1)
    world = World(120, chaos=chaos)
    uuid = world.profile()
    for _ in range(5):
        with suppress(DEPError, TransportError):
            world.sync(assign=uuid)
    drops = sum(request.ending != "whole" for request in world.fake.requests)

    assert world.fake.truth() == world.known()
    assert sum(successes(world).values()) <= 120 * (1 + drops)
    assert 0 == world.store.counts(world.server).unassigned


def test_rules_go_from_the_narrow_to_the_wide() -> None:
    rules = ProfileRules(
        default="all",
        by_serial_prefix={"C0": "lab", "C02": "room 2"},
        by_model={"iPad": "tablets"},
        by_family={"MAC": "desks"},
    )

    def of(serial: str, model: str = "", family: str = "") -> str | None:
        return rules(Device(serial_number=serial, model=model, device_family=family))

    assert ["room 2", "lab", "tablets", "desks", "all"] == [
        of("C02XK1ABJG5H", "iPad"),
        of("C0XK", "iPad"),
        of("F1", "IPAD", "Mac"),
        of("F1", "MacBook", "Mac"),
        of("F1", "Apple TV", "AppleTV"),
    ]
    assert ProfileRules()(Device(serial_number="F1")) is None


def test_a_serial_number_that_cannot_be_sent_does_not_stop_the_others() -> None:
    world = World(5)
    uuid = world.profile()
    world.sync()
    odd = [Device.decode({"serial_number": f"\N{SNOWMAN}{n}"}) for n in range(3)]
    lease, state = world.store.begin(
        world.server, owner="odd", at=world.fake.clock(), lasts=SyncRules().lease
    )
    position = state.position
    world.store.store_page(lease, odd, listed=False, before=position, after=position, at=world.fake.clock())
    world.store.end(lease)

    report = world.sync(assign=uuid, full=True)

    assert {"SUCCESS": 5} == report.outcomes
    assert (0, 3) == (report.marked_deleted, world.store.counts(world.server).unassigned)
