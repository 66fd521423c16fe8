"""The job that renews: one round a call, and a warning a day for what ends for everybody."""

from __future__ import annotations

import logging

import pytest

from pymdm import commands
from pymdm.enroll import CertificateRole, tls_certificates
from pymdm.server.renewal import Renewer
from tests.unit.service.renewal_scene import World
from tests.unit.service.scep_scene import DAY, authority

CHAIN = tls_certificates(authority().certificate)


def test_a_call_is_one_round(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    device = world.managed()
    renewer = Renewer(world.renewal, clock=lambda: world.now)
    with caplog.at_level(logging.INFO):
        assert () == renewer()
        assert "" == caplog.text
        world.later(380 * DAY)
        renewer()
        renewer()
    assert 1 == len(world.queued(device))
    assert 1 == caplog.text.count("identities end soon ordered=1 waiting=0 failed=0 more=False")
    assert "ordered=0" not in caplog.text


def test_who_cannot_be_renewed_is_named(caplog: pytest.LogCaptureFixture) -> None:
    """A renewal that nobody hears of is a device that is lost in two months."""
    world = World()
    device = world.managed()
    for number in range(1000):
        world.mdm.enqueue(device.enrollment, commands.ProfileList(), uuid=str(number))
    world.later(380 * DAY)
    with caplog.at_level(logging.WARNING):
        Renewer(world.renewal, clock=lambda: world.now)()
    assert f"renewal not ordered enrollment={device.enrollment.id}: the queue" in caplog.text


def test_what_ends_for_everybody_is_told_once_a_day(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    renewer = Renewer(world.renewal, clock=lambda: world.now, certificates=lambda: CHAIN, lead=30 * DAY)
    world.now = CHAIN[0].not_after - 31 * DAY
    assert () == renewer()
    assert "" == caplog.text
    world.later(2 * DAY)
    for _ in range(5):
        [reason] = renewer()
    assert CertificateRole.TLS is reason.certificate.role
    assert 1 == caplog.text.count(
        "every enrollment needs a new profile in time: TLS chain in TLS chain[0] ends"
    )
    world.later(DAY)
    renewer()
    assert 2 == caplog.text.count("every enrollment needs a new profile")
