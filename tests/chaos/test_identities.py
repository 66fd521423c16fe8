"""F50: the answer with the certificate is lost, or the server dies making it; the device asks again."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from pymdm.errors import TransportError
from pymdm.protocol import plist
from pymdm.server.heartbeat import Heartbeat
from pymdm.server.kept import KeptState
from pymdm.service import events as ev
from pymdm.service.machine import utc_now
from pymdm.service.verbs import EnrollmentsQuery, EventsAfter, IdentityQuery
from pymdm.testing import SCEPFailed, SimulatedDevice, WireRequest, download_profile
from pymdm.testing.failpoints import EXIT_STATUS
from tests.chaos.life import PATIENCE_SECONDS, Life
from tests.chaos.world import MAX_DEVICES, World, cutting


def handed_out(world: World, life: Life, *, seed: str = "scep") -> SimulatedDevice:
    """A device with a profile from the enrollment page; the challenge in it is a canary."""
    profile = download_profile(f"{life.devices_url}/enroll", code=world.code)
    content: Any = plist.loads(profile)
    [scep] = [each for each in content["PayloadContent"] if each["PayloadType"] == "com.apple.security.scep"]
    world.canaries.add(f"challenge {seed}", scep["PayloadContent"]["Challenge"])
    return SimulatedDevice.from_profile(profile, platform="macOS", via=life.devices_url, seed=seed)


def scep_requests(device: SimulatedDevice) -> int:
    return len(device.ledger.sent("PKCSReq")) + len(device.ledger.sent("RenewalReq"))


def issued(world: World) -> int:
    """How many certificates the issue log has."""
    with closing(sqlite3.connect(world.database)) as database:
        [(count,)] = database.execute("SELECT count(*) FROM identity").fetchall()
    return int(count)


def asks_for_a_certificate(request: WireRequest) -> bool:
    return "PKIOperation" in request.url


def test_a_lost_answer_asked_for_again_is_the_same_certificate(world: World) -> None:
    """F50, T42: and the challenge is used up all the same, for everybody else."""
    life = world.start()
    mac = handed_out(world, life)
    mac.meddle(cutting(asks_for_a_certificate))
    for _ in range(2):
        with pytest.raises(TransportError):
            mac.enroll()
    mac.meddle(None)
    assert 200 == mac.enroll().status
    world.know(mac)
    assert 3 == scep_requests(mac)

    thief = SimulatedDevice(mac.settings, via=life.devices_url, seed="thief")
    with pytest.raises(SCEPFailed):
        thief.enroll()
    assert 0 == life.end()
    with world.store() as store:
        [found] = store.look_up([EnrollmentsQuery()])
    assert [mac.enrollment.id] == [record.id.id for record in found]  # type: ignore[union-attr]
    assert MAX_DEVICES + 1 == issued(world)
    assert 0 == world.audit().ordered


# A start has one heartbeat; the profile's session comes before the certificate's own transaction.
IDENTITIES_BEFORE = 2


@contextmanager
def heartbeat(world: World) -> Iterator[None]:
    """Wait at the end for a heartbeat that came inside, so that it does not come later."""
    with world.store() as store:
        last = Heartbeat(KeptState(store, clock=utc_now)).last
        before, end = last(), time.monotonic() + PATIENCE_SECONDS
        yield
        while last() == before:
            assert time.monotonic() < end, "no heartbeat"


@pytest.mark.parametrize("step", ["before-commit", "after-commit"])
def test_a_death_while_the_certificate_is_issued_uses_no_challenge_up(world: World, step: str) -> None:
    """F50: not stored, so that the challenge is still good; or stored, so that the same certificate comes."""
    assert 0 == world.start().wait_ready().end()  # settings that are kept at the first start only
    with heartbeat(world):
        first = world.start("--die-at", f"identities.{step}:{IDENTITIES_BEFORE + 1}")
    mac = handed_out(world, first)
    with pytest.raises(TransportError):
        mac.enroll()
    assert EXIT_STATUS == first.wait()
    assert "PKCSReq" == mac.ledger.sent()[-1].what, "it died elsewhere: IDENTITIES_BEFORE is not right"

    second = world.start()
    mac.reroute(second.devices_url)
    assert 200 == mac.enroll().status
    assert MAX_DEVICES + 1 == issued(world)
    world.know(mac)
    assert 201 == second.order(mac, "u1")
    assert world.drive()
    assert 0 == second.end()
    assert 1 == world.audit().finished


def test_a_renewal_whose_answer_is_lost_locks_nobody_out(world: World) -> None:
    """F50, T5: until the new certificate is used the old one is good, and the repeat brings the same."""
    life = world.start()
    mac = handed_out(world, life)
    mac.enroll()
    world.know(mac)
    old = mac.identity
    assert 201 == life.order(mac, "u1")
    mac.meddle(cutting(asks_for_a_certificate))
    with pytest.raises(TransportError):
        mac.renew_identity()
    mac.meddle(None)
    assert world.drive()
    assert (old, 1) == (mac.identity, len(mac.ledger.executed()))

    new = mac.renew_identity()
    assert 201 == life.order(mac, "u2")
    assert world.drive()
    assert 2 == len(mac.ledger.executed())
    assert 0 == life.end()
    with world.store() as store:
        [told] = store.events_after([EventsAfter(consumer="renewals", limit=1000)])
        [line] = store.look_up([IdentityQuery(fingerprint=hashlib.sha256(new.certificate).digest())])
    assert 1 == len(line)
    assert 1 == sum(isinstance(event, ev.IdentityRenewed) for event in told)
    assert 2 == world.audit().finished
