"""A device that could not install its new profile has its old one again, and has to be managed as before.

Source: MDM reference 2014, "Updating Expired Profiles".
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pymdm.service import Enrolled, EnrollmentState
from pymdm.service import verbs as vb
from tests.unit.service.cast import COMMAND, MAC, PHONE, SAM, World, checkin, request, status

OLD, NEW = "certificate of MAC", "renewed"


def half_way() -> World:
    """The new profile has got its identity and has said Authenticate."""
    world = World(session_required=True)
    world.issue(OLD, "first", expires_at=world.now + timedelta(days=400))
    world.enroll()
    world.enroll(SAM)
    world.now += timedelta(days=1)
    world.issue(NEW, "renewal", renews=MAC)
    assert 200 == world.say(checkin("Authenticate"), NEW).status
    return world


def woken(world: World) -> list[str]:
    pushes: Any = world.store.push_round([vb.PushRound(at=world.now)])[0]
    return [push.enrollment.id for push in pushes]


def test_it_is_woken_for_commands_again() -> None:
    world = half_way()
    assert 200 == world.say(status("Idle")).status

    world.enqueue(MAC, COMMAND, uuid="NEXT")
    assert [MAC.id] == woken(world)
    assert "NEXT" == world.idle()


def test_its_next_renewal_is_ordered() -> None:
    world = half_way()
    assert 200 == world.say(status("Idle")).status

    [found] = world.store.look_up([vb.ExpiringIdentitiesQuery(before=world.now + timedelta(days=1))])
    assert [MAC] == [record.id for record in found]  # type: ignore[union-attr]


def test_nothing_is_pushed_while_the_new_profile_is_being_installed() -> None:
    world = half_way()

    world.enqueue(MAC, COMMAND, uuid="NEXT")
    assert [] == woken(world)


@pytest.mark.parametrize("body", [status("Idle"), status("Idle", None, SAM), checkin("GetBootstrapToken")])
def test_a_late_message_of_the_old_profile_does_not_lock_the_new_one_out(body: bytes) -> None:
    """T5: another process of the device may have been under way with the old identity."""
    world = half_way()
    assert 200 == world.say(body).status

    assert 200 == world.say(checkin("TokenUpdate"), NEW).status
    assert world.idle(by=NEW) is None
    assert 400 == world.say(status("Idle")).status
    assert [1, 2] == [event.generation for event in world.told(Enrolled) if event.enrollment == MAC]


def test_which_profile_it_has_is_decided_by_its_token_update() -> None:
    world = half_way()
    assert 200 == world.say(checkin("TokenUpdate")).status

    assert 400 == world.say(status("Idle"), NEW).status
    assert world.idle() is None


def test_nobody_else_makes_it_fall_back() -> None:
    """T1."""
    world = half_way()
    world.issue("certificate of PHONE", "phone")
    world.enroll(PHONE)
    assert 400 == world.handle(request(status("Idle"), "certificate of PHONE")).status

    assert EnrollmentState.AUTHENTICATED is world.enrollment(MAC).state


def test_who_took_over_cannot_be_pushed_at_the_token_of_the_owner_before() -> None:
    """T81."""
    world = half_way()
    world.issue("thief", "thief")
    assert 200 == world.say(checkin("Authenticate"), "thief").status

    assert world.enrollment(MAC).push is None
    assert 400 == world.say(status("Idle")).status
