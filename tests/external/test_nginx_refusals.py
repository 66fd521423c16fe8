"""The sample configuration under a real nginx: what nobody can smuggle past it.

`make external` runs this; a missing nginx fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pymdm.commands import ProfileList
from pymdm.crypto import CertificateAuthority
from pymdm.testing import SimulatedDevice, SimulatedIdentity
from tests.e2e.running import exchange
from tests.external.asking import (
    byte_sequence,
    escaped,
    mac,
    message,
    request,
    signature,
    state,
    status,
)
from tests.external.proxied import SECRET, Site, recording, utc_now

# ── who does not ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def victim(place: Site) -> Iterator[SimulatedDevice]:
    """An enrolled device with a command in its queue; nothing of it may change, and it gets the command."""
    device = mac(place, "victim")
    device.enroll()
    uuid = place.server.service.enqueue(device.enrollment, ProfileList())
    before = state(place, device)
    yield device
    assert before == state(place, device)
    assert [uuid] == [step.command_uuid for step in device.connect()]


def refused(place: Site, answer: bytes) -> None:
    assert 400 == status(answer), answer
    assert SECRET.encode() not in answer


def stranger(kind: str) -> SimulatedIdentity:
    """An identity that an attacker can make: the names are right, the key of the CA is not."""
    name = "Device CA of this test" if kind.startswith("same") else "Another CA"
    authority = CertificateAuthority.create(name, now=utc_now())
    issued = authority.issue_identity(common_name="MDM identity", now=utc_now())
    chain = (authority.certificate,) if kind.endswith("chain") else ()
    return SimulatedIdentity(certificate=issued.certificate, key=issued.key, chain=chain)


@pytest.mark.parametrize("kind", ["same name", "another name", "same name and its chain"])
@pytest.mark.parametrize("sends", ["a signature, too", "no signature"])
def test_a_foreign_certificate_is_refused(
    place: Site, victim: SimulatedDevice, kind: str, sends: str
) -> None:
    """T10"""
    identity, body = stranger(kind), message(victim)
    lines = [f"Mdm-Signature: {signature(identity, body)}"] if sends.startswith("a ") else []

    refused(place, place.send(request(body, *lines), identity=identity))


def test_a_certificate_of_another_device_is_refused(place: Site, victim: SimulatedDevice) -> None:
    """T1"""
    other = mac(place, "other")
    other.enroll()
    body = message(victim)
    lines = [f"Mdm-Signature: {signature(other.identity, body)}"]

    refused(place, place.send(request(body, *lines), identity=other.identity))
    assert [] == other.connect()


def test_two_different_proofs_are_refused(place: Site, victim: SimulatedDevice) -> None:
    """T13: in either order, the victim's own among them."""
    other, body = mac(place, "second"), message(victim)
    for shown, signer in ((victim, other), (other, victim)):
        lines = [f"Mdm-Signature: {signature(signer.identity, body)}"]
        refused(place, place.send(request(body, *lines), identity=shown.identity))


def test_without_a_certificate_there_is_no_answer(place: Site, victim: SimulatedDevice) -> None:
    """T2"""
    refused(place, place.send(request(message(victim))))


#: Header lines in which somebody without a certificate poses as the victim; {cert}, {pem} and {secret}.
SPOOFS = {
    "the secret header": "X-Pymdm-Client: x{wrong}:{pem}",
    "the secret header with the secret": "X-Pymdm-Client: {secret}:{pem}",
    "the secret header twice": "X-Pymdm-Client: {secret}:{pem}\r\nX-Pymdm-Client: {secret}:{pem}",
    "another case": "x-pYmDm-cLiEnT: {secret}:{pem}",
    "underscores": "X_Pymdm_Client: {secret}:{pem}",
    "one underscore": "X-Pymdm_Client: {secret}:{pem}",
    "the other underscore": "X_Pymdm-Client: {secret}:{pem}",
    "a space before the colon": "X-Pymdm-Client : {secret}:{pem}",
    "a folded line": "X-Other: a\r\n X-Pymdm-Client: {secret}:{pem}",
    "a bare carriage return": "X-Other: a\rX-Pymdm-Client: {secret}:{pem}",
    "Client-Cert": "Client-Cert: {cert}",
    "Client_Cert": "Client_Cert: {cert}",
    "Client-Cert twice": "Client-Cert: {cert}\r\nClient-Cert: {cert}",
    "Zentral's header": "X-SSL-Client-Cert: {pem}",
    "Zentral's header with underscores": "X_SSL_Client_Cert: {pem}",
    "Zentral's name": "X-SSL-Client-S-DN: CN=MDM identity\r\nX-SSL-Client-Verify: SUCCESS",
    "hop-by-hop": "Connection: X-Pymdm-Client, close\r\nX-Pymdm-Client: {secret}:{pem}",
}


@pytest.mark.parametrize("spoof", SPOOFS)
def test_a_spoofed_header_is_refused(place: Site, victim: SimulatedDevice, spoof: str) -> None:
    """T6, T7, T8: even if the secret has leaked, nginx lets nobody write that header."""
    line = filled(SPOOFS[spoof], victim)

    refused(place, place.send(request(message(victim), line)))
    refused(place, place.send(request(message(victim), line), identity=stranger("same name")))


@pytest.mark.parametrize("spoof", SPOOFS)
def test_a_spoofed_header_beside_ones_own_certificate_is_refused(
    place: Site, victim: SimulatedDevice, spoof: str
) -> None:
    """T1, T6, T7: a device that poses as another one stays itself."""
    other, body = mac(place, f"poses {spoof}"), message(victim)
    lines = [f"Mdm-Signature: {signature(other.identity, body)}", filled(SPOOFS[spoof], victim)]

    refused(place, place.send(request(body, *lines), identity=other.identity))


@pytest.mark.parametrize("spoof", [name for name in SPOOFS if "secret}" not in SPOOFS[name]])
def test_past_the_proxy_a_header_is_worth_nothing_without_the_secret(
    place: Site, victim: SimulatedDevice, spoof: str
) -> None:
    """T6, T7: whoever reaches the program itself does not know it."""
    refused(place, exchange(place.app_port, request(message(victim), filled(SPOOFS[spoof], victim))))


def test_a_spoofed_header_does_not_disturb_the_device_itself(place: Site) -> None:
    device = mac(
        place, "undisturbed", extra_headers=(("X-Pymdm-Client", "nonsense"), ("X_Pymdm_Client", "x"))
    )

    device.enroll()

    assert [] == device.connect()


#: Names under which some program or other looks for a client certificate, or for an address.
NAMES = [
    *("X-Pymdm-Client", "Client-Cert", "Client-Cert-Chain", "X-SSL-Client-Cert", "X-SSL-Client-S-DN"),
    *("X-SSL-Client-Verify", "X-SSL-Cert", "X-Client-Cert", "SSL-Client-Cert", "X-Forwarded-Client-Cert"),
    *("X-Forwarded-Tls-Client-Cert", "X-Forwarded-Tls-Client-Cert-Info"),
    *("X-Forwarded-For", "X-Real-IP", "Forwarded", "Proxy"),
]


def test_no_header_of_an_identity_gets_through(tmp_path: Path) -> None:
    """T6, T7: in no spelling; the program behind nginx may be one that mixes them up."""
    spellings = {
        spelling
        for name in NAMES
        for spelling in (name, name.upper(), name.replace("-", "_"), name.replace("-", "_", 1))
    }
    with recording(tmp_path) as (send, heads):
        for spelling in sorted(spellings):
            assert 200 == status(send(request(b"", f"{spelling}: canary", "X-Kept: canary")))
        everything = [f"{spelling}: canary" for spelling in sorted(spellings)]
        assert 200 == status(send(request(b"", *everything, "X-Kept: canary")))

    assert len(spellings) + 1 == len(heads)
    for head in heads:
        lines = head.decode().split("\r\n")
        assert ["X-Kept: canary"] == [line for line in lines if "canary" in line]
        assert [f"X-Pymdm-Client: {SECRET}:"] == [line for line in lines if "pymdm" in line.lower()]
        assert not [line for line in lines if "_" in line.partition(":")[0]]


def test_a_repeated_signature_is_refused(place: Site, victim: SimulatedDevice) -> None:
    """T8"""
    body = message(victim)
    line = f"Mdm-Signature: {signature(victim.identity, body)}"

    refused(place, place.send(request(body, line, line), identity=victim.identity))


def test_the_identity_from_before_a_new_enrollment_is_refused(place: Site) -> None:
    """T1, T81: the pin has moved on."""
    device = mac(place, "comes back")
    device.enroll()
    stale = device.identity
    again = mac(place, "comes back")
    again.enroll()
    uuid = place.server.service.enqueue(again.enrollment, ProfileList())
    before = state(place, again)
    assert device.machine.udid == again.machine.udid
    assert stale.certificate != again.identity.certificate

    for body in (message(device), message(device, "NotNow")):
        line = f"Mdm-Signature: {signature(stale, body)}"
        refused(place, place.send(request(body, line), identity=stale))

    assert before == state(place, again)
    assert [uuid] == [step.command_uuid for step in again.connect()]


def filled(line: str, victim: SimulatedDevice) -> str:
    certificate = victim.identity.certificate
    return line.format(
        secret=SECRET, wrong=SECRET[1:], cert=byte_sequence(certificate), pem=escaped(certificate)
    )
