"""What an administrator orders: to unenroll, to hold all queues, to look for devices gone quiet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pymdm.errors import Conflict, NotFound
from pymdm.protocol import EnrollmentID
from pymdm.service import BecameActive, BecameInactive, EnrollmentState, UnenrollOrdered
from tests.unit.service.cast import COMMAND, MAC, PHONE, SAM, both_colours, checkin, request, status

GARBAGE = b"not a property list"


def ordered(make: Any, **options: Any) -> Any:
    world = make(**options)
    world.enroll()
    world.enroll(SAM)
    assert world.unenroll(MAC, by="kim", why="sold")
    return world


@both_colours()
def test_an_ordered_unenrollment_is_answered_to_every_message_until_the_device_leaves(make: Any) -> None:
    """T17: and it is the device's own next messages that get it, nobody else's."""
    world = ordered(make)
    world.enroll(PHONE)

    for body, who in [
        (status("Idle"), MAC),
        (checkin("TokenUpdate"), MAC),
        (status("Idle", None, SAM), SAM),
        (checkin("GetBootstrapToken"), MAC),
    ]:
        assert 403 == world.say(body, who=who).status
    assert 403 == world.handle(request(GARBAGE, "certificate of MAC")).status
    assert world.idle(PHONE) is None
    assert 200 == world.say(checkin("CheckOut")).status
    assert 400 == world.say(status("Idle")).status


@both_colours()
def test_the_order_and_who_gave_it_are_told(make: Any) -> None:
    world = ordered(make)

    assert world.unenroll(MAC, by="lee", why="sold twice") is False
    world.deliver_events()
    (event,) = world.told(UnenrollOrdered)
    assert (MAC, "kim", "sold") == (event.enrollment, event.by, event.why)


@both_colours()
def test_a_profile_that_is_renewed_meanwhile_does_not_undo_the_order(make: Any) -> None:
    world = ordered(make)

    assert 403 == world.say(checkin("Authenticate")).status
    assert world.enrollment(MAC).unenroll_sent_at == world.now


@both_colours()
def test_who_was_told_to_leave_may_come_back_by_a_new_enrollment(make: Any) -> None:
    """Its CheckOut may have been lost on the way."""
    world = ordered(make)
    world.say(status("Idle"))

    world.enroll()
    assert world.idle() is None
    assert world.enrollment(MAC).unenroll_ordered_at is None


@both_colours()
def test_older_systems_get_the_form_that_they_know(make: Any) -> None:
    world = make()
    world.say(checkin("Authenticate", OSVersion="13.6"))
    world.say(checkin("TokenUpdate"))
    world.unenroll(MAC, by="kim", why="sold")

    assert 401 == world.say(status("Idle")).status


@both_colours()
def test_only_a_present_device_can_be_unenrolled(make: Any) -> None:
    world = ordered(make)

    with pytest.raises(NotFound):
        world.unenroll("nobody", by="kim", why="lost")
    with pytest.raises(Conflict, match="user"):
        world.unenroll(SAM, by="kim", why="left")
    world.say(checkin("CheckOut"))
    with pytest.raises(Conflict, match="ended"):
        world.unenroll(MAC, by="kim", why="sold")


@both_colours()
def test_held_queues_give_nothing_and_lose_nothing(make: Any) -> None:
    """F28."""
    world = make()
    world.enroll()
    world.enqueue(MAC, COMMAND, uuid="ONE")
    world.enqueue(MAC, COMMAND, uuid="TWO")
    assert "ONE" == world.idle()
    world.hold_queues("restored from a backup")
    world.hold_queues("again")

    assert b"" == world.say(status("Acknowledged", "ONE")).body
    assert world.idle() is None
    world.release_queues()
    world.release_queues()
    assert "TWO" == world.idle()


@both_colours()
def test_release_wakes_who_has_commands(make: Any) -> None:
    wishes: list[int] = []
    world = make(on_push_wanted=lambda: wishes.append(1))
    world.enroll()
    world.enqueue(MAC, COMMAND, push=False)
    world.hold_queues("a drill")
    world.idle()

    world.release_queues()
    assert [1] == wishes


def days(world: Any, count: float) -> None:
    world.now += timedelta(days=count)


@both_colours()
def test_a_quiet_device_is_woken_once_a_day_and_counted_as_inactive_after_a_week(make: Any) -> None:
    """2014 reference, "Detecting Inactive Devices"; F37: also while it stays away."""
    wishes: list[EnrollmentID | int] = []
    world = make(on_push_wanted=lambda: wishes.append(1))
    world.enroll()
    world.enroll(SAM)

    assert (0, 0) == counts(world.sweep())
    days(world, 1)
    assert (1, 0) == counts(world.sweep())
    assert (0, 0) == counts(world.sweep())
    assert [1] == wishes
    world.idle()
    days(world, 8)
    assert (1, 1) == counts(world.sweep())
    assert (0, 0) == counts(world.sweep())
    assert EnrollmentState.ENROLLED is world.enrollment(MAC).state
    world.deliver_events()
    (gone,) = world.told(BecameInactive)
    assert MAC == gone.enrollment
    assert world.enrollment(MAC).inactive_since == world.now


@both_colours()
def test_an_inactive_device_that_speaks_is_active_again(make: Any) -> None:
    world = make()
    world.enroll()
    days(world, 8)
    world.sweep()

    world.idle()
    assert world.enrollment(MAC).inactive_since is None
    assert 1 == len(world.told(BecameActive))


@both_colours()
def test_a_sweep_goes_on_until_nobody_is_left(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make()
    world.enroll()
    world.enroll(PHONE)
    days(world, 8)
    monkeypatch.setattr("pymdm.service.flows.SWEEP_BATCH", 1)

    assert (2, 2) == counts(world.sweep())


def counts(swept: Any) -> tuple[int, int]:
    return swept.woken, swept.inactive
