"""Identities that end soon are renewed by a new enrollment profile, until it has happened."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from pymdm import commands
from pymdm.crypto import fingerprint
from pymdm.crypto.certificates import CA_VALIDITY
from pymdm.enroll import RENEWAL_LEAD, check_replacement
from pymdm.errors import Conflict, LocalProtocolError, NotFound
from pymdm.protocol import EnrollmentKind
from pymdm.service import CommandState, MDMService, Purpose, ServiceRules
from pymdm.service.records import EnrollmentRecord
from pymdm.service.renewal import MAX_ORDERS, RENEWAL_KEY, IdentityRenewal
from pymdm.service.sessions import OpenedSession
from pymdm.testing import EnrollmentRefused, SimulatedDevice, SimulatedIdentity, wsgi_sender
from tests.unit.service.renewal_scene import World, profile
from tests.unit.service.scep_scene import DAY

HOUR = timedelta(hours=1)

#: From enrollment until an identity of 397 days is renewed.
UNTIL_DUE = 397 * DAY - RENEWAL_LEAD + timedelta(seconds=1)


def due() -> tuple[World, SimulatedDevice]:
    world = World()
    device = world.managed(user="sam@example.com")
    world.later(UNTIL_DUE)
    return world, device


def test_nothing_is_renewed_while_there_is_time() -> None:
    world = World()
    device = world.managed()
    world.later(UNTIL_DUE - HOUR)
    assert () == world.run().ordered
    assert [] == world.queued(device)
    world.later(2 * HOUR)
    assert (device.enrollment,) == world.run().ordered


def test_a_device_renews_itself_by_the_profile_that_it_is_sent() -> None:
    """T5: the session of the profile names the enrollment, so everything that is stored for it stays."""
    world, device = due()
    device.set_bootstrap_token(b"escrowed")
    old = device.identity.certificate
    assert (device.enrollment,) == world.run().ordered
    device.connect()
    record = world.record(device)
    assert old != device.identity.certificate
    assert fingerprint(device.identity.certificate) == record.pin
    assert (2, b"escrowed", None) == (record.generation, record.bootstrap_token, record.previous_pin)
    assert () == world.run().ordered
    assert (device.enrollment, "sam@example.com") == (
        world.session(device).renews,
        world.session(device).user,
    )


def test_the_profile_of_a_renewal_is_one_that_devices_take() -> None:
    world = World()
    first = profile(world.open())
    world.managed()
    world.later(UNTIL_DUE)
    world.run()
    assert () == check_replacement(first, world.handed_out[0])
    assert first != world.handed_out[0]


def test_while_a_renewal_waits_no_second_one_is_made() -> None:
    """T79: however often the task runs, and however many programs run it."""
    world, device = due()
    world.run()
    for _ in range(3):
        world.later(DAY + HOUR)
        assert ((), 1) == (world.run().ordered, world.run().waiting)
    assert 1 == len(world.handed_out)
    assert [RENEWAL_KEY] == [command.dedupe_key for command in world.queued(device)]


def test_a_challenge_that_ended_in_the_queue_is_replaced_by_a_fresh_one() -> None:
    """T43: the device was off for nine days; what it finds is good."""
    world, device = due()
    world.run()
    world.later(7 * DAY - HOUR)
    assert 1 == world.run().waiting
    world.later(HOUR)
    assert (device.enrollment,) == world.run().ordered
    world.later(2 * DAY)
    device.connect()
    assert fingerprint(device.identity.certificate) == world.record(device).pin
    assert 2 == world.record(device).generation
    expired, _ = world.queued(device)
    assert CommandState.EXPIRED is expired.state
    assert 2 == len(set(world.handed_out))


def test_a_device_that_could_not_install_it_gets_a_fresh_one_the_next_day() -> None:
    """T43: it keeps its old configuration meanwhile, and is still heard."""
    world, device = due()
    world.make = lambda _, opened: profile(opened, topic="com.apple.mgmt.External.other")
    world.run()
    device.connect()
    [failed] = world.queued(device)
    assert CommandState.ERROR is failed.state
    assert 1 == world.record(device).generation
    assert 1 == world.run().waiting
    world.make = lambda _, opened: profile(opened)
    world.later(DAY)
    assert (device.enrollment,) == world.run().ordered
    device.connect()
    assert 2 == world.record(device).generation


def test_a_device_whose_challenge_was_used_by_another_gets_a_fresh_one() -> None:
    """T42, T43: the profile leaked; the thief's certificate is good for nothing but this device."""
    world, device = due()
    world.run()
    thief = SimulatedDevice.from_profile(world.handed_out[0], send=wsgi_sender(world.app), seed=9)
    with pytest.raises(EnrollmentRefused):
        thief.enroll()
    device.connect()
    assert CommandState.ERROR is world.queued(device)[0].state
    world.later(DAY)
    world.run()
    device.connect()
    assert 2 == world.record(device).generation


def generations(world: World, device: SimulatedDevice, days: int) -> int:
    """How often it has enrolled after so many days of rounds."""
    for _ in range(4 * days):
        world.later(6 * HOUR)
        world.run()
        device.connect()
    return world.record(device).generation


def test_a_lead_that_is_longer_than_identities_live_does_not_go_round_in_circles() -> None:
    """A mistake in the settings."""
    world = World()
    world.renewal = IdentityRenewal(world.mdm, world.store, profile=world._profile, lead=400 * DAY)
    device = world.managed()
    assert 1 == generations(world, device, 99)
    assert 2 == generations(world, device, 2)


def test_however_short_identities_live_nobody_enrolls_more_than_once_a_day() -> None:
    world = World(valid=2 * DAY)
    world.renewal = IdentityRenewal(world.mdm, world.store, profile=world._profile, lead=3 * DAY)
    assert 5 == generations(world, world.managed(), 4)


def test_while_their_ca_ends_devices_do_not_enroll_every_day() -> None:
    """T86: each new identity ends with the CA and so is due at once; nobody has made a successor yet."""
    world = World()
    world.later(CA_VALIDITY - RENEWAL_LEAD + DAY)
    device = world.managed()
    assert 4 == generations(world, device, 58)


def test_a_user_enrollment_stays_one() -> None:
    """T51: the purpose is the enrollment's, not the default."""
    world = World()
    device = world.managed(purpose=Purpose.USER_ENROLLMENT)
    assert EnrollmentKind.USER_ENROLLMENT_DEVICE is device.enrollment.kind
    world.later(UNTIL_DUE)
    world.run()
    assert b"BYOD" in world.handed_out[0]
    device.connect()
    assert 2 == world.record(device).generation
    assert Purpose.USER_ENROLLMENT is world.session(device).purpose


def test_a_renewal_by_scep_alone_makes_the_profile_needless() -> None:
    """T5: the other way; what waits unused counts as renewed, for a day."""
    world, device = due()
    old = world.record(device).pin
    device.renew_identity()
    assert () == world.run().ordered
    device.connect()
    assert fingerprint(device.identity.certificate) == world.record(device).pin != old
    assert () == world.run().ordered
    assert 1 == world.record(device).generation


def test_a_renewal_by_scep_that_is_never_used_keeps_the_profile_away_for_a_day_only() -> None:
    world, device = due()
    device.renew_identity()
    world.later(DAY + HOUR)
    assert (device.enrollment,) == world.run().ordered


def test_who_is_gone_is_not_renewed() -> None:
    world, device = due()
    device.remove_mdm_profile()
    assert () == world.run().ordered


def test_a_round_orders_so_much_and_says_that_there_is_more() -> None:
    world = World()
    devices = [world.managed(seed=seed) for seed in range(3)]
    world.later(UNTIL_DUE)
    first = world.run(limit=2)
    assert (2, True) == (len(first.ordered), first.more)
    second = world.run(limit=2)
    assert (1, 2, False) == (len(second.ordered), second.waiting, second.more)
    assert {device.enrollment for device in devices} == {*first.ordered, *second.ordered}
    assert 100 < MAX_ORDERS


def test_every_page_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pymdm.service.renewal._PAGE", 2)
    world = World()
    for seed in range(4):
        world.managed(seed=seed)
    world.later(UNTIL_DUE)
    assert 4 == len(world.run().ordered)


def test_one_device_that_cannot_be_ordered_anything_does_not_hold_up_the_others() -> None:
    world = World()
    full, fine = sorted((world.managed(seed=seed) for seed in range(2)), key=lambda one: one.enrollment.id)
    world.later(UNTIL_DUE)
    for number in range(1000):
        world.mdm.enqueue(full.enrollment, commands.ProfileList(), uuid=str(number))
    outcome = world.run()
    assert (fine.enrollment,) == outcome.ordered
    [failure] = outcome.failed
    assert full.enrollment == failure.enrollment
    assert isinstance(failure.error, Conflict)


def test_two_programs_order_one_renewal() -> None:
    """Both look, both find nothing; the second finds the command of the first."""
    world, device = due()
    other = IdentityRenewal(
        world.mdm, world.store, profile=lambda _, opened: profile(opened), lead=RENEWAL_LEAD
    )

    def meanwhile(record: EnrollmentRecord, opened: OpenedSession) -> bytes:
        world.make = lambda _, again: profile(again)
        assert (device.enrollment,) == other.run(now=world.now).ordered
        return profile(opened)

    world.make = meanwhile
    outcome = world.run()
    assert ((), 1, ()) == (outcome.ordered, outcome.waiting, outcome.failed)
    assert 1 == len(world.queued(device))


def test_attempts_of_different_devices_begin_at_different_hours() -> None:
    """A fleet that failed in one night is not asked again in one minute."""
    world = World()
    record = world.record(world.managed())
    hours = set()
    for pin in (bytes([number]) * 32 for number in range(20)):
        moved = attrs.evolve(record, pin=pin)
        attempts = [world.renewal._attempt(moved, world.now + hour * HOUR) for hour in range(24)]
        assert len(set(attempts)) <= 2
        hours.add(attempts.count(attempts[0]))
    assert len(hours) > 8


def test_an_operator_can_have_one_device_renewed_at_any_time() -> None:
    """A new certificate in the TLS chain, say."""
    world = World()
    device = world.managed()
    uuid = world.renewal.order(device.enrollment, now=world.now)
    assert uuid == world.renewal.order(device.enrollment.id, now=world.now)
    device.connect()
    assert 2 == world.record(device).generation
    assert uuid != world.renewal.order(device.enrollment, now=world.now)


def test_only_devices_have_an_enrollment_profile() -> None:
    world = World()
    device = world.managed()
    user = device.user("SAM", short_name="sam")
    user.enroll()
    with pytest.raises(LocalProtocolError, match="expected a device"):
        world.renewal.order(user.enrollment, now=world.now)
    with pytest.raises(NotFound):
        world.renewal.order("nobody", now=world.now)


def test_a_device_that_was_never_in_the_issue_log_can_be_ordered_a_profile() -> None:
    """From now on its identity comes from here."""
    world = World()
    rules = ServiceRules(identity=world.ca.trust_store().mdm_signature())
    world.mdm = MDMService(world.store, rules=rules, clock=lambda: world.now)
    world.renewal = IdentityRenewal(world.mdm, world.store, profile=world._profile, lead=RENEWAL_LEAD)
    issued = world.ca.issue_identity(common_name="x", now=world.now)
    assert issued.key is not None
    outside = SimulatedIdentity(certificate=issued.certificate, key=issued.key)
    device = SimulatedDevice.from_profile(
        profile(world.open()), send=wsgi_sender(world.app), identity=outside
    )
    device.enroll()
    world.renewal.order(device.enrollment, now=world.now)
    device.connect()
    assert outside.certificate != device.identity.certificate
    assert 2 == world.record(device).generation


def test_whatever_waits_for_the_device_goes_before_the_new_profile() -> None:
    """A replaced profile empties the queue (F16): an order to erase must not be lost by that."""
    world, device = due()
    world.run()
    erase = world.mdm.enqueue(device.enrollment, commands.ProfileList(), unknown="allow")

    waiting = world.queued(device)
    first, last = sorted(waiting, key=lambda command: (-command.priority, command.sequence))
    assert (erase, RENEWAL_KEY) == (first.uuid, last.dedupe_key)
