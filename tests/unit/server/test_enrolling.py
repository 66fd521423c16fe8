"""Enrolling by SCEP through the server, and its renewal: what a device does with the profile it is given."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pymdm.crypto import CertificateAuthority
from pymdm.protocol import plist
from pymdm.server import EnrollWith
from pymdm.server.authorities import keep_authorities, prepare_successor, switch_authority
from pymdm.server.kept import KeptState
from pymdm.stores import MemoryStore
from pymdm.testing import SimulatedDevice, StubAPNs, wsgi_sender

from .scene import NOW, Scene, call, scene

SCEP = {"enroll_with": EnrollWith.SCEP}


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def rsa() -> CertificateAuthority:
    return CertificateAuthority.create("Test identity CA", now=NOW)


def challenge_in(profile: bytes) -> str:
    content: Any = plist.loads(profile)
    [payload] = [
        each for each in content["PayloadContent"] if each["PayloadType"] == "com.apple.security.scep"
    ]
    assert "https://mdm.example.com/scep" == payload["PayloadContent"]["URL"]
    return str(payload["PayloadContent"]["Challenge"])


def test_each_profile_has_a_challenge_of_its_own_and_it_is_nowhere_else(
    rsa: CertificateAuthority, caplog: pytest.LogCaptureFixture
) -> None:
    """T50, T42: unguessable, in one profile, in no log, and the page is not kept by anybody."""
    mdm = scene(authority=rsa, changed=SCEP)
    with caplog.at_level(logging.DEBUG):
        profiles = [mdm.profile() for _ in range(3)]
        page = mdm.enroll_page("POST", "code=wrong")
        device = mdm.device("iOS")

    challenges = {challenge_in(profile) for profile in profiles}
    assert 3 == len(challenges)
    assert all(len(challenge) >= 43 for challenge in challenges)
    assert device.enrolled
    assert "no-store" == page.headers["cache-control"]
    assert not any(challenge in caplog.text for challenge in challenges)


def test_the_answers_of_scep_are_not_kept_either(rsa: CertificateAuthority) -> None:
    """T50"""
    mdm = scene(authority=rsa, changed=SCEP)

    answer = call(mdm.server.device, "GET", "/scep?operation=GetCACert")

    assert (200, "no-store") == (answer.status, answer.headers["cache-control"])
    assert rsa.certificate == answer.body


def test_scep_is_there_only_where_profiles_ask_for_it() -> None:
    assert 404 == call(scene().server.device, "GET", "/scep?operation=GetCACert").status


def test_a_ca_that_cannot_speak_scep_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="RSA"):
        scene(changed=SCEP)


@pytest.mark.parametrize("way", list(EnrollWith))
def test_an_identity_that_ends_soon_is_renewed_and_its_tokens_stay(
    rsa: CertificateAuthority, way: EnrollWith
) -> None:
    """Updating Expired Profiles: the device gets the profile again, once, and keeps its tokens."""
    clock, apns = Clock(), StubAPNs()
    mdm = scene(authority=rsa, changed={"enroll_with": way}, clock=clock, push=apns, start_worker=False)
    mac = mdm.device("macOS")
    apns.register(mac)
    mac.set_bootstrap_token(b"kept through the renewal")
    old = mac.identity.certificate
    mdm.server.worker.round()
    assert [] == mac.connect()

    clock.now += timedelta(days=397 - 50)
    _job(mdm, "renewals")
    _job(mdm, "renewals")
    [step] = mac.connect()

    assert ("InstallProfile", "Acknowledged") == (step.request_type, step.status)
    assert mac.identity.certificate != old
    assert b"kept through the renewal" == mac.get_bootstrap_token()
    _job(mdm, "renewals")
    assert [] == mac.connect()
    record = mdm.admin("GET", f"/v1/enrollments/{mac.enrollment.id}").json
    assert ("enrolled", 2) == (record["state"], record["generation"])


def test_a_short_life_is_not_renewed_over_and_over(rsa: CertificateAuthority) -> None:
    clock = Clock()
    changed = {**SCEP, "identity_lifetime": timedelta(days=30)}
    mdm = scene(authority=rsa, changed=changed, clock=clock)
    mac = mdm.device("macOS")
    for day in range(60):
        clock.now = NOW + timedelta(days=day)
        _job(mdm, "renewals")
        mac.connect()

    record = mdm.admin("GET", f"/v1/enrollments/{mac.enrollment.id}").json
    assert 3 == record["generation"]  # after 20 days and after 40


def test_devices_come_over_to_the_next_ca(rsa: CertificateAuthority) -> None:
    """T86: GetNextCACert announces it, both are trusted meanwhile, and renewals bring devices over."""
    clock, store = Clock(), MemoryStore()
    state = KeptState(store, clock=clock)
    first = keep_authorities(state, now=NOW)
    before = scene(store=store, authority=first, changed=SCEP, clock=clock)
    early = before.device("macOS", seed="early")
    assert b"GetNextCACert" not in call(before.server.device, "GET", "/scep?operation=GetCACaps").body

    prepared = scene(store=store, authority=prepare_successor(state, now=NOW), changed=SCEP, clock=clock)
    assert b"GetNextCACert" in call(prepared.server.device, "GET", "/scep?operation=GetCACaps").body
    assert 200 == call(prepared.server.device, "GET", "/scep?operation=GetNextCACert").status

    second = switch_authority(state, now=NOW)
    after = scene(store=store, authority=second, changed=SCEP, clock=clock)
    early._link.send = wsgi_sender(after.server.device)
    assert [] == early.connect()
    assert after.device("iOS", seed="late").enrolled
    clock.now += timedelta(days=397 - 50)
    _job(after, "renewals")
    early.connect()
    second.current.trust_store().check(early.identity.certificate, now=clock.now)


def test_an_end_of_the_tls_chain_is_told_in_time(
    rsa: CertificateAuthority, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    chain = tmp_path / "chain.pem"
    chain.write_bytes(CertificateAuthority.create("TLS", now=NOW, valid=timedelta(days=90)).certificate_pem)
    clock = Clock()
    mdm = scene(authority=rsa, clock=clock, tls_chain=chain)
    with caplog.at_level(logging.WARNING):
        _job(mdm, "renewals")
        assert "" == caplog.text
        clock.now += timedelta(days=40)
        _job(mdm, "renewals")

    assert "every enrollment needs a new profile in time: TLS chain" in caplog.text


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_a_chain_that_cannot_be_read_fails_at_the_start(tmp_path: Path, content: bytes | None) -> None:
    chain = tmp_path / "chain.pem"
    if content is not None:
        chain.write_bytes(content)

    with pytest.raises((OSError, ValueError)):
        scene(tls_chain=chain)


def test_a_restored_device_is_itself_again(rsa: CertificateAuthority) -> None:
    """Dealing with Restores: to the same hardware with the same identity, the device goes on as it was."""
    mdm = scene(authority=rsa, changed=SCEP)
    phone = mdm.device("iOS", seed="restored")
    commands = f"/v1/enrollments/{phone.enrollment.id}/commands"

    # A backup brings the identity back, and the device says its new push address unasked.
    phone.token_update(new_token=True)
    uuid = mdm.admin(
        "POST", commands, {"request_type": "DeviceInformation", "keys": {"Queries": ["OSVersion"]}}
    )
    assert [uuid.json["command_uuid"]] == [step.command_uuid for step in phone.connect()]
    record = mdm.admin("GET", f"/v1/enrollments/{phone.enrollment.id}").json
    assert (1, 2) == (record["generation"], record["token_updates"])


def test_an_erased_device_that_enrolls_anew_gets_nothing_of_before(rsa: CertificateAuthority) -> None:
    """F16, T81: an erased device comes with a new profile; what was queued before does not reach it."""
    mdm = scene(authority=rsa, changed=SCEP)
    phone = mdm.device("iOS", seed="erased")
    commands = f"/v1/enrollments/{phone.enrollment.id}/commands"
    old = mdm.admin("POST", commands, {"request_type": "RemoveProfile", "keys": {"Identifier": "x"}})

    again = SimulatedDevice.from_profile(
        mdm.profile(), platform="iOS", send=wsgi_sender(mdm.server.device), seed="erased"
    )
    again.enroll()

    assert phone.enrollment.id == again.enrollment.id
    assert [] == again.connect()
    assert "cleared" == mdm.admin("GET", f"{commands}/{old.json['command_uuid']}").json["state"]
    assert 2 == mdm.admin("GET", f"/v1/enrollments/{again.enrollment.id}").json["generation"]


def test_secrets_may_be_kept_for_mutual_tls(rsa: CertificateAuthority) -> None:
    """T82: a signature could have been recorded; with this setting it brings no bootstrap token out."""
    for demanded, answer in ((False, b"a bootstrap token"), (True, None)):
        mdm = scene(authority=rsa, changed=SCEP, mtls_for_secrets=demanded)
        mac = mdm.device("macOS", seed="secrets")
        mac.set_bootstrap_token(b"a bootstrap token")

        assert answer == mac.get_bootstrap_token()


def _job(mdm: Scene, name: str) -> None:
    [job] = [job for job in mdm.server.worker._jobs if job.name == name]
    job.run()
