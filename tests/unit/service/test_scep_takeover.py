"""T81, T51: what an identity that came by SCEP may enroll, for every kind of session and two devices.

The session was opened by whoever handed the profile out; the challenge carries it to the certificate, and the
certificate to Authenticate.
"""

from __future__ import annotations

from typing import Any

import pytest

from pymdm import commands
from pymdm.service import Authenticated, Purpose
from pymdm.service import verbs as vb
from pymdm.testing import EnrollmentRefused, SCEPFailed, SimulatedDevice, wsgi_sender
from tests.unit.service.renewal_scene import World, profile

VICTIM, OTHER = 0, 5

#: How the session was made; whether it may enroll the victim's UDID with the secrets that are stored for
#: it, or only empty; and whether it may enroll another device.
WAYS: dict[str, tuple[tuple[str, ...], bool, bool]] = {
    "open enrollment page": ((), False, True),
    "for a person": (("user",), False, True),
    "for a serial number": (("serial_number",), False, False),
    "for a UDID": (("udid",), True, False),
    "renewal of this enrollment": (("renews",), True, False),
}


def scene() -> tuple[World, SimulatedDevice]:
    """A Mac with everything that a thief would like."""
    world = World()
    victim = world.managed(seed=VICTIM)
    victim.set_bootstrap_token(b"bootstrap")
    world.mdm.enqueue(victim.enrollment, commands.ProfileList(), uuid="SECRET")
    return world, victim


def session(victim: SimulatedDevice, names: tuple[str, ...]) -> dict[str, Any]:
    known = {
        "user": "sam@example.com",
        "serial_number": victim.machine.serial_number,
        "udid": victim.enrollment.id,
        "renews": victim.enrollment,
    }
    return {name: known[name] for name in names}


def takeovers(world: World) -> list[bool]:
    [events] = world.store.events_after([vb.EventsAfter(consumer="test")])
    return [event.took_over for event in events if isinstance(event, Authenticated)]


@pytest.mark.parametrize(("names", "own", "_"), WAYS.values(), ids=WAYS)
def test_the_udid_of_another_gets_its_secrets_only_with_a_session_for_it(
    names: tuple[str, ...], own: bool, _: bool
) -> None:
    """T81: the certificate is genuine in each case; what it was issued for decides."""
    world, victim = scene()
    claimant = world.newcomer(seed=VICTIM, **session(victim, names))
    assert 200 == claimant.enroll().status
    assert victim.enrollment == claimant.enrollment
    assert (b"bootstrap" if own else None) == claimant.get_bootstrap_token()
    assert [] == claimant.connect()
    assert [False, not own] == takeovers(world)


@pytest.mark.parametrize(("names", "_", "allowed"), WAYS.values(), ids=WAYS)
def test_a_session_for_one_device_enrolls_no_other(names: tuple[str, ...], _: bool, allowed: bool) -> None:
    """T81."""
    world, victim = scene()
    before = world.record(victim)
    other = world.newcomer(seed=OTHER, **session(victim, names))
    if allowed:
        assert 200 == other.enroll().status
        assert victim.enrollment != other.enrollment
        assert None is other.get_bootstrap_token()
    else:
        with pytest.raises(EnrollmentRefused):
            other.enroll()
    assert before == world.record(victim)
    assert "SECRET" == victim.connect()[0].command_uuid


@pytest.mark.parametrize("names", [names for names, _, _ in WAYS.values()], ids=WAYS)
def test_one_profile_enrolls_one_device(names: tuple[str, ...]) -> None:
    """T42, T81: the second one that installs it gets no certificate to begin with."""
    world, victim = scene()
    handed_out = profile(world.open(**session(victim, names)))
    first = SimulatedDevice.from_profile(handed_out, send=wsgi_sender(world.app), seed=VICTIM)
    assert 200 == first.enroll().status
    second = SimulatedDevice.from_profile(handed_out, send=wsgi_sender(world.app), seed=OTHER)
    with pytest.raises(SCEPFailed, match="BAD_REQUEST"):
        second.enroll()


@pytest.mark.parametrize(
    ("made_for", "used_for"),
    [(Purpose.USER_ENROLLMENT, Purpose.DEVICE), (Purpose.DEVICE, Purpose.USER_ENROLLMENT)],
)
def test_the_challenge_of_one_kind_of_enrollment_is_no_use_for_the_other(
    made_for: Purpose, used_for: Purpose
) -> None:
    """T51: somebody puts the challenge of a User Enrollment into a profile for a whole device."""
    world = World()
    opened = world.open(purpose=made_for)
    forged = profile(opened, purpose=used_for)
    device = SimulatedDevice.from_profile(forged, send=wsgi_sender(world.app))
    with pytest.raises(EnrollmentRefused):
        device.enroll()
    assert [()] == world.store.look_up([vb.EnrollmentsQuery()])
    honest = profile(world.open(purpose=made_for))
    assert 200 == SimulatedDevice.from_profile(honest, send=wsgi_sender(world.app)).enroll().status


def test_a_session_that_has_ended_enrolls_nobody() -> None:
    """T43: the certificate was fetched in time, the device came back too late."""
    world = World()
    late = world.newcomer()
    late._fetch_identity()
    world.now = world.now.replace(month=world.now.month + 1)
    with pytest.raises(EnrollmentRefused):
        late.enroll()
