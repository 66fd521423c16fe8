"""A simulated device gets its identity by SCEP: as systems of today and of former times, and after faults."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from pymdm.crypto.envelope import Cipher
from pymdm.crypto.scep import FailInfo, MessageType
from pymdm.errors import DecodeError, LocalProtocolError, TransportError
from pymdm.testing import (
    Reply,
    SCEPFailed,
    SCEPStyle,
    SimulatedDevice,
    SimulatedIdentity,
    Step,
    WireRequest,
    load_enrollment_profile,
)
from pymdm.testing.wire import Send
from tests.unit.testing.scep_mdm import AUTHORITY, CHALLENGE, TinySCEP, scep_device, scep_profile
from tests.unit.testing.tiny_mdm import TinyMDM, make

DES_SHA1_GET = SCEPStyle(cipher=Cipher.DES_CBC, digest="sha1", post=False)
TRIPLE_DES = SCEPStyle(cipher=Cipher.TRIPLE_DES_CBC, digest="sha1")


def test_a_device_of_today_makes_its_key_and_asks_for_the_certificate() -> None:
    server = TinySCEP()
    device = scep_device(server)
    assert 200 == device.enroll().status

    [request] = server.requests_seen
    assert (MessageType.PKCS_REQ, Cipher.AES_128_CBC, "sha256") == (
        request.message_type,
        request.cipher,
        request.message.digest,
    )
    assert request.csr.challenge is not None
    assert CHALLENGE == request.csr.challenge.reveal()
    assert ["POST"] == server.methods
    assert device.identity.certificate == server.issued[request.transaction_id]
    assert device.identity.key.public_key() == request.public_key
    assert ["GetCACaps", "GetCACert", "PKCSReq", "Authenticate", "TokenUpdate"] == [
        entry.what for entry in device.ledger.sent()
    ]


@pytest.mark.parametrize(
    ("capabilities", "cipher", "digest", "method"),
    [
        ("AES\nSHA-256\nPOSTPKIOperation", Cipher.AES_128_CBC, "sha256", "POST"),
        ("SCEPStandard\nSHA-1", Cipher.AES_128_CBC, "sha1", "POST"),
        ("DES3\r\nSHA-1", Cipher.TRIPLE_DES_CBC, "sha1", "GET"),
        ("", Cipher.DES_CBC, "sha1", "GET"),
    ],
)
def test_it_speaks_as_well_as_the_server_does(
    capabilities: str, cipher: Cipher, digest: str, method: str
) -> None:
    server = TinySCEP(capabilities=capabilities)
    scep_device(server).enroll()

    [request] = server.requests_seen
    assert (cipher, digest, [method]) == (request.cipher, request.message.digest, server.methods)


@pytest.mark.parametrize("style", [DES_SHA1_GET, TRIPLE_DES])
def test_an_old_system_speaks_its_old_way_to_a_server_of_today(style: SCEPStyle) -> None:
    server = TinySCEP()
    assert 200 == scep_device(server, scep=style).enroll().status

    [request] = server.requests_seen
    assert (style.cipher, style.digest) == (request.cipher, request.message.digest)


def lose(what: bytes) -> Callable[[Send], Send]:
    """A meddler that delivers everything and loses the first answer to a request with this in it."""
    lost: list[WireRequest] = []

    def meddler(send: Send) -> Send:
        def meddling(request: WireRequest) -> Reply:
            reply = send(request)
            if what in request.url.encode() and not lost:
                lost.append(request)
                raise TransportError("lost by the test", request_sent=True)
            return reply

        return meddling

    return meddler


def test_after_a_lost_answer_the_same_key_asks_again_in_the_same_transaction() -> None:
    """F50, the device's half."""
    server = TinySCEP()
    device = scep_device(server)
    device.meddle(lose(b"PKIOperation"))
    with pytest.raises(TransportError):
        device.enroll()
    assert not device.enrolled
    assert 200 == device.enroll().status

    first, again = server.requests_seen
    assert (first.transaction_id, first.public_key) == (again.transaction_id, again.public_key)
    assert first.sender_nonce != again.sender_nonce
    assert 1 == len(server.issued)


def test_a_refusal_ends_the_attempt_and_the_next_one_is_a_new_request() -> None:
    server = TinySCEP()
    server.refuse = FailInfo.BAD_REQUEST
    device = scep_device(server)
    with pytest.raises(SCEPFailed, match="PKCSReq was answered with HTTP status 200: BAD_REQUEST") as failure:
        device.enroll()
    assert ("PKCSReq", 200, "BAD_REQUEST") == (
        failure.value.operation,
        failure.value.status,
        failure.value.told,
    )
    assert [] == server.seen
    server.refuse = None
    device.enroll()

    first, second = server.requests_seen
    assert first.transaction_id != second.transaction_id


def test_a_server_in_trouble_is_one_clear_error() -> None:
    server = TinySCEP()
    server.status = 503
    with pytest.raises(SCEPFailed, match=r"GetCACert was answered with HTTP status 503$"):
        scep_device(server).enroll()


@pytest.mark.parametrize("kind", ["sha1", "md5", "sha256"])
def test_the_fingerprint_of_the_profile_decides_which_authority_is_asked(kind: str) -> None:
    right = hashlib.new(kind, AUTHORITY.certificate).digest()
    server = TinySCEP()
    assert 200 == scep_device(server, scep_profile(CAFingerprint=right)).enroll().status

    stranger = TinySCEP()
    with pytest.raises(SCEPFailed, match="CAFingerprint"):
        scep_device(stranger, scep_profile(CAFingerprint=bytes(len(right)))).enroll()
    assert [] == stranger.requests_seen


@pytest.mark.parametrize(
    "keys",
    [{"URL": None}, {"URL": "scep"}, {"Challenge": 7}, {"CAFingerprint": b"short"}],
)
def test_a_payload_that_devices_refuse_is_refused(keys: dict[str, object]) -> None:
    with pytest.raises(DecodeError, match="PayloadContent"):
        load_enrollment_profile(scep_profile(**keys))


def test_no_secret_is_in_a_repr() -> None:
    settings = load_enrollment_profile(scep_profile())

    assert CHALLENGE not in repr(settings)
    assert settings.scep is not None
    assert (2048, "MDM identity") == (settings.scep.key_size, settings.scep.common_name)
    spare = load_enrollment_profile(scep_profile(Keysize=None, Subject=None, Challenge=None)).scep
    assert spare is not None
    assert (1024, "Apple device", None) == (spare.key_size, spare.common_name, spare.challenge)


def test_renewal_is_signed_with_the_old_identity_for_a_new_key() -> None:
    """T5, the device's half."""
    server = TinySCEP()
    device = scep_device(server)
    device.enroll()
    old = device.identity
    device.meddle(lose(b"PKIOperation"))
    with pytest.raises(TransportError):
        device.renew_identity()
    assert old == device.identity
    new = device.renew_identity()

    first, again = server.requests_seen[1:]
    assert (MessageType.RENEWAL_REQ, old.certificate) == (first.message_type, first.signer)
    assert (first.transaction_id, first.public_key) == (again.transaction_id, again.public_key)
    assert new == device.identity
    assert new.key.public_key() == first.public_key != old.key.public_key()
    assert device.ledger.sent("RenewalReq")


def test_only_a_device_with_a_scep_payload_can_renew_by_it() -> None:
    device = make(TinyMDM())
    device.enroll()
    with pytest.raises(LocalProtocolError, match="SCEP payload"):
        device.renew_identity()


def replaced(
    server: TinySCEP, profile: bytes, *, first: bytes | None = None
) -> tuple[SimulatedDevice, SimulatedIdentity, list[Step]]:
    """Enroll, send a new MDM profile, connect; gives device, identity before, and the steps."""
    device = scep_device(server, first)
    device.enroll()
    before = device.identity
    server.enqueue("u1", "InstallProfile", Payload=profile)
    server.enqueue("u2", "ProfileList")
    return device, before, device.connect()


def test_a_new_mdm_profile_makes_the_device_check_in_anew_with_a_new_identity() -> None:
    """T5, by the profile: the answer to the command leaves under the new identity."""
    server = TinySCEP()
    device, before, steps = replaced(server, scep_profile(Challenge="another"))

    assert [("u1", "Acknowledged"), ("u2", "Acknowledged")] == [(s.command_uuid, s.status) for s in steps]
    assert before != device.identity
    assert 2 == len(server.requests_seen)
    assert ["Authenticate", "TokenUpdate", "Acknowledged", "Acknowledged"] == server.seen[-4:]
    assert device.enrolled
    assert device.settings.scep is not None
    assert "another" == device.settings.scep.challenge


@pytest.mark.parametrize(
    "mdm",
    [
        {"ServerURL": "https://other.example.com/mdm"},
        {"Topic": "com.apple.mgmt.External.other"},
    ],
)
def test_a_new_mdm_profile_cannot_change_who_manages_the_device(mdm: dict[str, str]) -> None:
    server = TinySCEP()
    device, before, steps = replaced(server, scep_profile(mdm=mdm))

    assert ["Error", "Acknowledged"] == [step.status for step in steps]
    assert before == device.identity
    assert 1 == len(server.requests_seen)


def test_a_new_mdm_profile_cannot_add_a_right() -> None:
    server = TinySCEP()
    few = scep_profile(mdm={"AccessRights": 3})
    device, _, steps = replaced(server, scep_profile(), first=few)

    assert ["Error", "Acknowledged"] == [step.status for step in steps]
    assert 3 == device.settings.access_rights


@pytest.mark.parametrize("trouble", ["scep", "authenticate"])
def test_if_the_new_profile_fails_the_old_one_is_back(trouble: str) -> None:
    """2014 reference, Updating Expired Profiles."""
    server = TinySCEP()
    device = scep_device(server)
    device.enroll()
    before = device.identity, device.settings
    server.enqueue("u1", "InstallProfile", Payload=scep_profile(Challenge="another"))
    if trouble == "scep":
        server.refuse = FailInfo.BAD_REQUEST
    else:
        server.answer("Authenticate", 400)
    steps = device.connect()

    assert ["Error"] == [step.status for step in steps]
    assert before == (device.identity, device.settings)
    assert device.enrolled
    assert [] == device.connect()
