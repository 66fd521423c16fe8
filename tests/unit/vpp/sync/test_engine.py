"""A location is brought to what Apple says, from wherever it is."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from pymdm._flow import HttpRequest
from pymdm.errors import Conflict, LocalProtocolError, TransportError
from pymdm.testing.fake_vpp import VPPChaos
from pymdm.vpp import EventType
from pymdm.vpp.sync import Kind, SyncRules, sync_location
from tests.unit.vpp.sync.world import World

SERIALS = tuple(f"S{number:02}" for number in range(25))


def associated(world: World, *serials: str, kind: EventType = EventType.ASSOCIATE) -> None:
    """By another server: the store knows nothing of it."""
    from pymdm.http import pages
    from pymdm.vpp import Asset, ops

    call = ops.associate if kind is EventType.ASSOCIATE else ops.disassociate
    [
        *pages(
            call(world.session, [Asset(world.fake.adam_ids[0])], serials=serials),
            world.send,
            sleep=world.sleep,
        )
    ]
    world.fake.release()


def test_assets_users_and_assignments_are_kept_and_their_books_balance() -> None:
    world = World()
    associated(world, *SERIALS)
    report = world.sync()

    assert report.read == set(Kind)
    assert world.listed("assignments") == [10, 20, 25]
    assert len(world.true) == 25
    assert world.balanced()


def test_what_has_not_changed_costs_one_request() -> None:
    world = World()
    associated(world, *SERIALS)
    world.sync()
    before = len(world.fake.requests)
    report = world.sync()

    assert report.unchanged == {Kind.USERS, Kind.ASSIGNMENTS}
    assert len(world.fake.requests) - before <= 4
    assert not world.sync(full=True).unchanged
    assert not world.sync(SyncRules(full_every=timedelta(0))).unchanged


def test_a_list_that_changes_while_it_is_read_is_begun_again() -> None:
    """The page of before is of another state, and with it nothing is removed."""
    world = World()
    associated(world, *SERIALS)
    pages = 0

    def meanwhile(request: HttpRequest) -> None:
        nonlocal pages
        pages += "/assignments" in request.url
        if pages == 3:
            world.before = lambda _: None
            associated(world, "S00", kind=EventType.DISASSOCIATE)

    world.before = meanwhile
    report = world.sync()

    assert world.listed("assignments") == [10, 20, 10, 20, 24]
    assert report.removed == {Kind.ASSIGNMENTS: 1}
    assert world.balanced()


def test_what_an_incomplete_list_lacks_stays() -> None:
    world = World()
    associated(world, *SERIALS)
    world.sync()
    associated(world, "S00", kind=EventType.DISASSOCIATE)
    world.before = _no_second_page
    with pytest.raises(TransportError):
        world.sync()
    assert len(world.kept) == 25

    world.before = lambda _: None
    assert world.sync().removed == {Kind.ASSIGNMENTS: 1}
    assert world.balanced()


def _no_second_page(request: HttpRequest) -> None:
    if "pageIndex=1" in request.url:
        raise TransportError("gone")


def test_more_than_can_be_believed_is_not_removed_until_somebody_says_so() -> None:
    world = World()
    associated(world, *SERIALS)
    world.sync()
    associated(world, *SERIALS[:11], kind=EventType.DISASSOCIATE)
    assert world.sync().held == {Kind.ASSIGNMENTS: 11}
    assert len(world.kept) == 25
    assert world.sync().held == {Kind.ASSIGNMENTS: 11}

    assert world.sync(accept_removals=True).removed == {Kind.ASSIGNMENTS: 11}
    assert world.balanced()


def test_what_a_job_takes_while_a_page_is_on_its_way_does_not_come_back() -> None:
    world = World()
    associated(world, *SERIALS)
    world.sync()
    [job] = world.plan(EventType.DISASSOCIATE, "S24", apps=1)
    world.store.asking(job.number)
    world.store.accepted(job.number, ["of-before"])
    send = world.send

    def late(request: HttpRequest) -> object:
        response = send(request)
        if "/assignments" in request.url and "pageIndex=2" in request.url:
            world.send = send  # type: ignore[method-assign]
            taken = [each for each in world.store.assignments(world.uid) if each.serial == "S24"]
            from pymdm.vpp.sync import JobState

            world.store.finish(job.number, JobState.DONE, done=taken, at=world.fake.clock())
            associated(world, "S24", kind=EventType.DISASSOCIATE)
        return response

    world.send = late  # type: ignore[method-assign,assignment]
    world.sync(full=True)

    assert world.balanced()


def test_a_notification_during_a_reading_has_the_list_read_once_more() -> None:
    world = World()
    associated(world, *SERIALS)
    world.subscribe()
    world.sync()
    associated(world, "S30")
    notes = world.fake.notifications()
    world.before = lambda request: [world.take(each.body) for each in notes if "pageIndex=1" in request.url]
    world.sync(full=True)
    world.before = lambda _: None

    assert world.store.position(world.uid, Kind.ASSIGNMENTS).due
    assert Kind.ASSIGNMENTS in world.sync().read
    assert not world.store.position(world.uid, Kind.ASSIGNMENTS).due


def test_of_two_that_synchronize_one_goes_on() -> None:
    world = World()
    associated(world, *SERIALS)

    def other(request: HttpRequest) -> None:
        if "/assignments" in request.url:
            world.before = lambda _: None
            World.sync(world)

    world.before = other
    with pytest.raises(Conflict):
        world.sync()
    assert world.balanced()


def test_it_has_to_be_said_which_location_is_meant() -> None:
    world = World()
    for uid in ("", "another"):
        session = attrs.evolve(world.session, uid=uid)
        with pytest.raises(LocalProtocolError, match="location"):
            next(sync_location(session, world.store))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_through_a_service_that_misbehaves_the_books_balance(seed: int) -> None:
    world = World(apps=3, page=5)
    associated(world, *SERIALS)
    world.fake.misbehave(VPPChaos.wild(seed))
    for _ in range(5):
        try:
            report = world.sync(full=True)
        except TransportError:
            continue
        if report.read == set(Kind):
            break
    assert world.balanced()
