"""A synchronization takes a store from wherever it is to what Apple says, never back (F39, F41, F42)."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from pymdm.dep.sync import DeviceCounts, SyncRules, sync_server
from pymdm.dep.sync.engine import MAX_LISTINGS
from pymdm.errors import Conflict, CursorExpired, DEPError, TermsNotAccepted
from pymdm.http import apages
from pymdm.testing.fake_dep import DEPChaos, DEPStorm
from tests.unit.dep.sync.world import CHANGES, LIST, PAGE, World


def test_all_devices_are_listed_once_and_from_then_on_the_changes() -> None:
    world = World(35)

    first = world.sync()
    assert (True, 35) == (first.listed, first.counts.added)
    for serial in world.fake.serials[:3]:
        world.fake.remove(serial)
    world.fake.modify(world.fake.serials[0], asset_tag="7")
    new = world.fake.add()
    second = world.sync()

    assert (False, 1, 1, 3) == (
        second.listed,
        second.counts.added,
        second.counts.changed,
        second.counts.deleted,
    )
    assert world.fake.truth() == world.known()
    assert (4, 2) == (world.asked(LIST), world.asked(CHANGES))
    assert "added" == world.record(new).op_type


def test_an_empty_server_is_up_to_date_as_well() -> None:
    world = World()

    assert world.sync().listed
    assert (DeviceCounts(), False) == (world.store.counts(world.server), world.sync().listed)


@pytest.mark.parametrize("word", ["EXPIRED_CURSOR", "INVALID_CURSOR"])
def test_f41_a_cursor_that_apple_does_not_know_leads_to_a_full_listing(word: str) -> None:
    world = World(25)
    world.sync()
    world.fake.remove(world.fake.serials[0])
    if word == "EXPIRED_CURSOR":
        world.fake.clock.advance(8 * 86400)
    else:
        world.fake.storm(DEPStorm(status=400, word=word, path=CHANGES, count=1))

    report = world.sync()

    assert report.listed
    assert word in [request.word for request in world.fake.requests]
    assert world.fake.truth() == world.known()


def test_f41_a_listing_that_was_at_its_end_is_done() -> None:
    """EXHAUSTED_CURSOR: Apple has told everything to whoever died before he could keep it."""
    world = World(15)
    world.sync_and_die(1)
    world.fake.storm(DEPStorm(status=400, word="EXHAUSTED_CURSOR", path=LIST, count=1, style="quoted"))

    assert world.sync().listed
    assert world.state().position.listing_began is None
    assert world.sync(full=True).listed
    assert world.fake.truth() == world.known()


def test_f41_cursors_that_are_forgotten_again_and_again_end_in_an_error() -> None:
    world = World(35, chaos=DEPChaos(expire_cursor=1))

    with pytest.raises(CursorExpired):
        world.sync()
    assert world.asked(LIST) == 2 * MAX_LISTINGS
    assert world.state().leased_until is None


def test_f41_cursors_that_are_forgotten_right_after_a_listing_do_not_loop() -> None:
    world = World(5, chaos=DEPChaos(expire_cursor=1))

    assert world.sync().listed
    assert MAX_LISTINGS == world.asked(LIST)


def test_f41_a_cursor_that_stands_still_is_asked_a_few_times_and_then_left_for_later() -> None:
    """Nanodep 73."""
    world = World(45, chaos=DEPChaos(same_cursor=1, stuck_cursor=True))

    report = world.sync()
    assert (True, False) == (report.stalled, report.listed)
    assert world.asked(LIST) < 8

    assert world.sync(full=True).stalled
    assert world.asked(LIST) < 16
    assert world.state().position.listing == 1


def test_f41_a_page_that_stands_still_once_costs_one_request() -> None:
    world = World(200, chaos=DEPChaos(same_cursor=0.2, seed=3))

    report = world.sync()

    assert (True, False) == (report.listed, report.stalled)
    assert world.fake.truth() == world.known()
    assert 20 < world.asked(LIST) < 40


def test_f42_it_may_die_after_any_page_and_goes_on_where_it_was() -> None:
    """No page is lost, and none is asked for twice."""
    world = World(95)
    died = 0
    while died == 0 or world.state().position.synced_at is None:
        assert world.sync_and_die(1)
        died += 1
        assert died < 20

    assert (10, 1) == (world.asked(LIST), world.asked(CHANGES))
    assert world.fake.truth() == world.known()


def test_f42_what_apple_repeats_and_reorders_is_stored_once() -> None:
    world = World(30, chaos=DEPChaos(seed=5, repeat=0.5, reorder=1, short_pages=0.3, updated=0.5))
    world.sync()
    serials = world.fake.serials
    for number, serial in enumerate(itertools.islice(itertools.cycle(serials), 90)):
        world.fake.modify(serial, asset_tag=str(number))
    for serial in serials[:10]:
        world.fake.remove(serial)
    report = world.sync()

    assert report.counts.old > 10
    assert 10 == world.store.counts(world.server).deleted
    assert world.fake.truth() == world.known()


def test_what_happens_during_a_listing_is_told_after_it() -> None:
    """A device that had been listed already is removed, another one is changed, a third one is new."""
    world = World(45)
    world.sync()
    serials = world.fake.serials

    def happen() -> None:
        world.fake.remove(serials[0])
        world.fake.modify(serials[1], asset_tag="changed")
        world.fake.add()

    world.before_request(4, happen)  # one for changes, then in the middle of the listing

    assert world.sync(full=True).listed
    assert world.fake.truth() == world.known()


def test_what_vanishes_from_the_changes_is_found_by_the_daily_listing() -> None:
    """Fleet 49837: of devices that were throttled Apple tells no changes."""
    world = World(15)
    world.sync()
    hidden, gone = world.fake.serials[:2]
    for serial in (hidden, gone):
        world.fake.hide(serial)
    world.fake.modify(hidden, asset_tag="unseen")
    world.fake.remove(gone)

    assert 0 == world.sync().counts.changed
    world.fake.clock.advance(23 * 3600)
    assert not world.sync().listed
    world.fake.clock.advance(3600)
    report = world.sync()

    assert (True, 1) == (report.listed, report.marked_deleted)
    assert world.fake.truth() == world.known()


def test_a_listing_that_was_begun_long_ago_begins_again() -> None:
    world = World(25)
    world.sync_and_die(1)
    world.fake.clock.advance(25 * 3600)

    world.sync()

    assert 2 == world.state().position.listing
    assert world.fake.truth() == world.known()


def test_a_clock_that_was_years_ahead_does_not_put_the_listing_off() -> None:
    world = World(5)
    right = world.fake.clock()
    world.fake.clock.advance(86400 * 365)
    world.sync()
    world.fake.clock.advance((right - world.fake.clock()).total_seconds())

    assert world.sync().listed


def test_f39_what_somebody_else_has_to_do_is_told_at_once() -> None:
    world = World(25)
    world.sync()
    asked = len(world.fake.requests)
    world.fake.accept_terms("unsigned")

    with pytest.raises(TermsNotAccepted):
        world.sync()
    assert asked + 1 == len(world.fake.requests)
    world.fake.accept_terms("accepted")
    assert 1 == world.sync().pages


def test_without_a_network_nothing_is_lost_and_others_need_not_wait() -> None:
    world = World(25)
    world.sync_and_die(1)
    world.fake.storm(DEPStorm(status=500, path=LIST))
    with pytest.raises(DEPError):
        world.sync()
    world.fake.calm()

    assert world.state().leased_until is None
    assert world.sync().listed
    assert 1 + 4 + 2 == world.asked(LIST)


def test_f26_a_server_is_synchronized_by_one_at_a_time() -> None:
    """F26: and whoever was paused comes too late."""
    world = World(25)
    first = world.steps()
    next(first)

    with pytest.raises(Conflict, match="another process"):
        world.sync()
    assert world.sync(take_over=True).listed  # whoever was paused comes too late
    with pytest.raises(Conflict, match="taken over"):
        list(first)
    assert world.fake.truth() == world.known()


def test_with_asyncio_it_is_the_same_flow() -> None:
    world = World(25)

    async def sleep(seconds: float) -> None:
        world.fake.clock.advance(seconds)

    async def synchronize() -> int:
        flow = sync_server(world.session, world.store, SyncRules(page=PAGE), owner="test")
        return sum([step.devices async for step in apages(flow, world.fake.asend, sleep=sleep)])

    assert 25 == asyncio.run(synchronize())
    assert world.fake.truth() == world.known()


def test_pages_are_as_large_as_apple_allows() -> None:
    world = World(2500, page=1000)

    assert world.sync(rules=SyncRules(page=1000)).listed
    assert 3 == world.asked(LIST)
    assert PAGE < 1000
