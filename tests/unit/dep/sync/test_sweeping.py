"""No device is marked as deleted because a listing lacks it: only if Apple says so, and not too many."""

from __future__ import annotations

from pymdm.testing.fake_dep import DEPStorm
from tests.unit.dep.sync.world import DETAILS, World


def hidden(world: World, count: int) -> list[str]:
    """Devices that are gone without a change that tells it."""
    serials = world.fake.serials[:count]
    for serial in serials:
        world.fake.hide(serial)
        world.fake.remove(serial)
    return serials


def test_a_device_that_is_gone_keeps_its_row() -> None:
    world = World(25)
    world.sync()
    [gone] = hidden(world, 1)

    report = world.sync(full=True)

    assert (1, 0) == (report.marked_deleted, report.held)
    assert world.record(gone).deleted_at == world.fake.clock()
    assert 25 == len(world.records())
    assert 0 == world.sync(full=True).marked_deleted
    assert 1 == world.asked(DETAILS)


def test_a_device_that_a_listing_has_passed_over_stays() -> None:
    """The listing moves on while it is read, so that what it lacks is asked for by name."""
    world = World(25)
    world.sync()
    forgotten = world.fake.serials[3]
    place = world.fake.fleet.devices[forgotten].place
    world.fake.fleet.order[place] = None

    report = world.sync(full=True)

    assert (True, 0, 1) == (report.listed, report.marked_deleted, world.asked(DETAILS))
    assert world.record(forgotten).deleted_at is None
    assert 0 == world.store.counts(world.server).missing


def test_a_listing_that_lost_a_tenth_of_all_devices_marks_none_until_somebody_says_so() -> None:
    world = World(150)
    world.sync()
    gone = hidden(world, 16)

    report = world.sync(full=True)
    assert (16, 0) == (report.held, report.marked_deleted)
    assert 16 == world.sync().held
    assert 0 == world.asked(DETAILS)
    assert world.record(gone[0]).deleted_at is None

    report = world.sync(accept_deletions=True)
    assert (0, 16) == (report.held, report.marked_deleted)
    assert world.fake.truth() == world.known()


def test_an_empty_listing_does_not_empty_the_store() -> None:
    world = World(40)
    world.sync()
    hidden(world, 40)

    assert 40 == world.sync(full=True).held
    assert 40 == world.store.counts(world.server).present


def test_what_is_held_is_let_go_when_the_next_listing_has_it() -> None:
    world = World(40)
    world.sync()
    order, world.fake.fleet.order = world.fake.fleet.order, []
    assert 40 == world.sync(full=True).held
    world.fake.fleet.order = order

    assert 0 == world.sync(full=True).held
    assert 0 == world.store.counts(world.server).missing


def test_apple_may_say_of_all_of_them_that_there_are_none() -> None:
    """MDM reference 2014, Device Details: NOT_FOUND in the body, with status 200."""
    world = World(25)
    world.sync()
    hidden(world, 2)
    world.fake.storm(DEPStorm(status=200, word="NOT_FOUND", path=DETAILS, count=1))

    assert 2 == world.sync(full=True).marked_deleted


def test_it_may_die_while_it_looks_and_goes_on() -> None:
    world = World(60)
    world.sync()
    hidden(world, 5)
    died = 0
    while world.sync_and_die(2, full=died == 0):
        died += 1
        assert died < 20

    assert world.fake.truth() == world.known()
    assert not world.state().position.unswept
