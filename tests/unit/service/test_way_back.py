"""What an identity is no longer good for once its enrollment has been ended, or has another owner.

T17: who was ordered to leave stays away until somebody opens a new session.  T81: a session for a renewal
is one for the enrollment as it was when the session was opened.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pymdm.errors import Reason
from pymdm.protocol import EnrollmentID
from pymdm.service import Authenticated, EnrollmentState, Purpose
from pymdm.service import verbs as vb
from pymdm.service.records import EnrollmentSession, IdentityRecord
from tests.unit.service.cast import BYOD, MAC, NOW, World, checkin, fingerprint, status
from tests.unit.service.test_issuing import perform, reason, renewal

MINUTE = timedelta(minutes=1)
SECRETS = (b"unlock", b"bootstrap")


def managed(**options: Any) -> World:
    world = World(session_required=True, **options)
    world.issue("certificate of MAC", "first")
    world.enroll()
    world.say(checkin("TokenUpdate", UnlockToken=b"unlock"))
    world.say(checkin("SetBootstrapToken"))
    world.now += MINUTE
    return world


def ordered() -> World:
    world = managed()
    world.issue("renewal from before", "renewal", renews=MAC)
    assert world.unenroll(MAC, by="kim", why="sold")
    world.now += MINUTE
    return world


def secrets(world: World) -> tuple[bytes | None, bytes | None]:
    record = world.enrollment(MAC)
    return record.unlock_token, record.bootstrap_token


# ── ordered to unenroll ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("by", ["certificate of MAC", "renewal from before"])
def test_a_device_that_does_not_obey_is_told_again(by: str) -> None:
    """T17: Authenticate, too, is answered by the order, however often it comes."""
    world = ordered()
    for _ in range(3):
        assert 403 == world.say(checkin("Authenticate"), by).status

    assert 403 == world.say(status("Idle")).status
    assert world.enrollment(MAC).unenroll_ordered_at is not None


@pytest.mark.parametrize("by", ["certificate of MAC", "renewal from before"])
def test_a_device_that_only_seems_to_obey_does_not_come_back_with_what_it_had(by: str) -> None:
    """T81: CheckOut costs it nothing, since its identity stays in its hands."""
    world = ordered()
    assert 403 == world.say(status("Idle")).status
    assert 200 == world.say(checkin("CheckOut")).status

    reply = world.say(checkin("Authenticate"), by)

    assert (400, Reason.FORMER_IDENTITY) == (reply.status, reply.reason)
    assert EnrollmentState.CHECKED_OUT is world.enrollment(MAC).state


def test_it_gets_no_identity_of_after_the_order_either() -> None:
    """T45: by SCEP, signed with the identity that it was told to give up."""
    world = ordered()

    assert Reason.NOT_ENROLLED is reason(perform(world, renewal(at=world.now)))


@pytest.mark.parametrize("kept", [{}, {"renews": MAC}], ids=["anybody", "this device"])
def test_with_a_new_session_it_is_welcome(kept: dict[str, Any]) -> None:
    world = ordered()
    assert 403 == world.say(status("Idle")).status
    world.issue("new", "new session", **kept)
    world.enroll(by="new")

    assert world.idle(by="new") is None
    assert world.enrollment(MAC).unenroll_ordered_at is None
    assert secrets(world) == (SECRETS if kept else (None, None))


def test_who_leaves_without_an_order_may_come_back_with_its_identity() -> None:
    """A profile with the identity inside can be installed a second time."""
    world = managed()
    assert 200 == world.say(checkin("CheckOut")).status

    world.enroll()
    assert EnrollmentState.ENROLLED is world.enrollment(MAC).state


# ── a renewal that was kept ──────────────────────────────────────────────────────────────────────


def test_a_renewal_that_was_kept_gets_nothing_of_the_next_owner() -> None:
    """T81: its profile lies around for a week, and the device has changed hands since."""
    world = managed()
    world.issue("kept", "kept", renews=MAC, expires_at=world.now + timedelta(days=7))
    world.now += timedelta(days=1)
    world.issue("next owner", "next owner")
    world.enroll(by="next owner")
    world.say(checkin("TokenUpdate", UnlockToken=b"next unlock"), "next owner")
    world.say(checkin("SetBootstrapToken"), "next owner")

    assert 200 == world.say(checkin("Authenticate"), "kept").status

    assert (None, None) == secrets(world)
    assert b"" == world.say(checkin("GetBootstrapToken"), "kept").body
    assert [False, True, True] == [event.took_over for event in world.told(Authenticated)]


@pytest.mark.parametrize(("early", "own"), [(15 * MINUTE, True), (16 * MINUTE, False)])
def test_a_renewal_may_come_from_a_server_whose_clock_is_behind(early: timedelta, own: bool) -> None:
    """F29."""
    world = managed()
    begun = world.enrollment(MAC).authenticated_at
    assert begun is not None
    session = EnrollmentSession(
        id="renewal", created_at=begun - early, expires_at=NOW + timedelta(days=7), renews=MAC
    )
    perform(
        world,
        vb.IssueIdentity(session=session, fingerprint=fingerprint("renewed"), not_after=NOW, at=world.now),
    )

    assert 200 == world.say(checkin("Authenticate"), "renewed").status
    assert secrets(world) == (SECRETS if own else (None, None))


# ── the session of a renewed identity ────────────────────────────────────────────────────────────


def line(world: World, name: str) -> IdentityRecord:
    [[found]] = world.store.look_up([vb.IdentityQuery(fingerprint=fingerprint(name))])
    assert isinstance(found, IdentityRecord)
    return found


def test_whose_device_it_is_outlives_the_renewal_of_the_identity() -> None:
    world = World(session_required=True)
    world.issue("certificate of MAC", "first", user="ada@example.com")
    world.enroll()
    assert perform(world, renewal()).fresh

    assert "ada@example.com" == line(world, "new").session.user


@pytest.mark.parametrize(
    ("who", "purpose"), [(MAC, Purpose.DEVICE), (BYOD, Purpose.USER_ENROLLMENT)], ids=["device", "own"]
)
def test_an_identity_from_elsewhere_is_renewed_for_what_it_was_used_for(
    who: EnrollmentID, purpose: Purpose
) -> None:
    """T51: with the wrong purpose the device could not enroll anew with it."""
    world = World()
    world.enroll(who)
    assert perform(world, renewal(by=f"certificate of {who.id}")).fresh

    assert purpose is line(world, "new").session.purpose
    assert 200 == world.say(checkin("Authenticate", who), "new", who=who).status
