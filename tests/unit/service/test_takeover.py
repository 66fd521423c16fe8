"""T81: what an Authenticate can get, for every way to enroll and for the same and another device.

Identities belong to enrollment sessions; here they are issued by the program itself.
"""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from pymdm.errors import Reason
from pymdm.service import Authenticated, MDMReply, PinConflict, Purpose, Takeover
from tests.unit.service.cast import (
    BYOD,
    COMMAND,
    MAC,
    PHONE,
    SAM,
    World,
    answer_of,
    both_colours,
    checkin,
    status,
)

#: How the session of the second identity was made, and whether it was made for this very enrollment.
WAYS: dict[str, tuple[dict[str, Any], bool]] = {
    "open enrollment page": ({}, False),
    "for a person": ({"user": "sam@example.com"}, False),
    "for a serial number": ({"serial_number": "S1"}, False),
    "for a UDID": ({"udid": "MAC"}, True),
    "renewal of this enrollment": ({"renews": MAC}, True),
}

#: Ways in which the session was made for somebody or something else.
WRONG_WAYS: dict[str, tuple[dict[str, Any], Reason]] = {
    "for another serial number": ({"serial_number": "S2"}, Reason.OTHER_SESSION),
    "for another UDID": ({"udid": "PHONE"}, Reason.OTHER_SESSION),
    "renewal of another enrollment": ({"renews": PHONE}, Reason.OTHER_SESSION),
    "for a User Enrollment": ({"purpose": Purpose.USER_ENROLLMENT}, Reason.OTHER_SESSION),
    "already used by another device": ({"enrollment": PHONE}, Reason.OTHER_SESSION),
}


def managed(**options: Any) -> World:
    """A Mac that was enrolled with an identity of ours, with everything that a thief would like."""
    world = World(session_required=True, **options)
    world.issue("certificate of MAC", "first")
    world.enroll(MAC)
    world.say(checkin("TokenUpdate", UnlockToken=b"unlock"))
    world.say(checkin("SetBootstrapToken"))
    world.enroll(SAM)
    for who in (MAC, SAM):
        world.enqueue(who, COMMAND, uuid="SECRET")
    return world


def attempt(world: World, by: str = "second") -> MDMReply:
    return world.say(checkin("Authenticate"), by)


@pytest.mark.parametrize(("session", "own"), WAYS.values(), ids=WAYS)
def test_only_a_session_for_this_enrollment_gets_its_secrets(session: dict[str, Any], own: bool) -> None:
    world = managed()
    world.issue("second", "second", **session)

    assert attempt(world).status == 200

    record = world.enrollment(MAC)
    assert (record.unlock_token, record.bootstrap_token) == (
        (b"unlock", b"bootstrap") if own else (None, None)
    )
    token = world.say(checkin("GetBootstrapToken"), "second")
    assert (token.body != b"") is own
    assert world.idle(MAC, "second") is None
    assert world.say(status("Idle", None, SAM), "second").body == b""
    assert [event.took_over for event in world.told(Authenticated)] == [False, not own]


@pytest.mark.parametrize(("session", "own"), WAYS.values(), ids=WAYS)
def test_with_the_strict_policy_only_such_a_session_enrolls_again(session: dict[str, Any], own: bool) -> None:
    world = managed(takeover=Takeover.REFUSE)
    world.issue("second", "second", **session)

    reply = attempt(world)

    assert (reply.status, reply.reason) == ((200, None) if own else (400, Reason.OTHER_SESSION))
    assert world.idle() == ("SECRET" if not own else None)
    assert (answer_of(world.say(checkin("GetBootstrapToken"))) == {"BootstrapToken": b"bootstrap"}) is True


@pytest.mark.parametrize(("session", "reason"), WRONG_WAYS.values(), ids=WRONG_WAYS)
@pytest.mark.parametrize("takeover", Takeover)
def test_a_session_for_something_else_gets_nothing(
    session: dict[str, Any], reason: Reason, takeover: Takeover
) -> None:
    world = managed(takeover=takeover)
    before = attrs.evolve(world.enrollment(MAC), last_seen_at=None)
    world.issue("second", "second", **session)

    reply = attempt(world)

    assert (reply.status, reply.body, reply.reason) == (400, b"Bad Request\n", reason)
    assert attrs.evolve(world.enrollment(MAC), last_seen_at=None) == before
    assert (world.idle(), world.idle(SAM)) == ("SECRET", "SECRET")


@pytest.mark.parametrize("session", [way for way, _ in WAYS.values()], ids=WAYS)
def test_a_used_session_enrolls_no_second_device(session: dict[str, Any]) -> None:
    world = managed()
    world.issue("second", "second", **session)
    world.issue("third", "second", **session)
    assert attempt(world).status == 200

    for by in ("second", "third"):
        reply = world.say(checkin("Authenticate", PHONE, SerialNumber="S1"), by)
        assert reply.status == 400
        assert reply.reason in {Reason.OTHER_ENROLLMENT, Reason.OTHER_SESSION}


@both_colours()
def test_the_former_identity_is_heard_of_but_not_heard(make: Any) -> None:
    world = make()
    world.enroll(MAC, "first")
    world.enroll(MAC, "second")
    world.enqueue(MAC, COMMAND)

    for body in (
        status("Idle"),
        checkin("TokenUpdate"),
        checkin("Authenticate"),
        checkin("GetBootstrapToken"),
        checkin("CheckOut"),
    ):
        reply = world.say(body, "first", source="198.51.100.9")
        assert (reply.status, reply.reason) == (400, Reason.FORMER_IDENTITY)

    assert [event.source for event in world.told(PinConflict)] == ["198.51.100.9"]
    assert world.enrollment(MAC).can_be_pushed


def test_an_identity_that_was_not_issued_here_enrolls_nobody() -> None:
    world = managed()

    assert attempt(world, "from elsewhere").reason is Reason.NO_SESSION
    assert world.say(checkin("Authenticate", PHONE), "from elsewhere").reason is Reason.NO_SESSION


def test_an_identity_for_a_user_enrollment_enrolls_one() -> None:
    """T51."""
    world = managed()
    world.issue("personal", "second", purpose=Purpose.USER_ENROLLMENT)

    assert (
        world.say(checkin("Authenticate", BYOD, ProductName=None, SerialNumber=None), "personal").status
        == 200
    )
    assert world.enrollment(BYOD).id.kind is BYOD.kind


def test_a_lost_acknowledgement_of_an_erase_does_not_erase_the_new_enrollment() -> None:
    """F16: the device erased itself, could not say so, and enrolled again."""
    from pymdm import commands

    world = managed()
    world.cancel(MAC)
    erase = world.enqueue(MAC, commands.EraseDevice(pin="123456"))
    assert world.idle() == erase

    world.issue("after the erase", "second", udid="MAC")
    world.enroll(MAC, "after the erase")

    assert world.idle(MAC, "after the erase") is None
    assert world.say(status("Acknowledged", erase), "after the erase").status == 200
    assert world.idle(MAC, "after the erase") is None
