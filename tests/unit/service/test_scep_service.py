"""The SCEP server as HTTP: what anybody may ask, outside CAs, faults, and what is told to whom."""

from __future__ import annotations

import logging
from typing import Any

import attrs
import pytest

from pymdm.crypto import CertificateAuthority, KeyType, TrustStore, fingerprint, new_key, scep
from pymdm.crypto.certificates import CA_VALIDITY
from pymdm.errors import Reason, StorageError
from pymdm.service import verbs as vb
from pymdm.service.scep import SCEPReply, SCEPService, SigningRequest
from pymdm.stores import MemoryStore
from pymdm.testing import SimulatedIdentity
from tests.unit.crypto.certs import rsa_key
from tests.unit.service.scep_scene import NOW, Client, Scene, authority, granted, refused


@attrs.frozen
class RegistrationAuthority:
    """Decrypts requests and signs answers; another CA issues."""

    certificate: bytes
    key: Any


@attrs.frozen
class OutsideCA:
    """A CA behind an interface of its own, with a key of its own kind."""

    ca: CertificateAuthority = attrs.field(
        factory=lambda: CertificateAuthority.create("Outside", now=NOW, key=new_key(KeyType.EC_P256))
    )
    asked: list[SigningRequest] = attrs.field(factory=list)

    def sign(self, request: SigningRequest) -> bytes:
        self.asked.append(request)
        issued = self.ca.issue_identity(common_name="outside", now=request.at, public_key=request.public_key)
        return issued.certificate


def public(scene: Scene, operation: str, **options: Any) -> SCEPReply:
    return scene.scep.handle(operation, now=NOW, **options)


def test_what_the_server_can_do_is_told() -> None:
    reply = public(Scene(), "GetCACaps")
    assert (200, "text/plain") == (reply.status, reply.content_type)
    words = reply.body.decode().split("\n")
    assert {"AES", "POSTPKIOperation", "SHA-256", "Renewal"} <= set(words)
    assert "GetNextCACert" not in words


@pytest.mark.parametrize("message", [b"", b"mdm", b"?"])
def test_the_certificate_of_the_ca_is_given_as_apples_client_reads_it(message: bytes) -> None:
    """The exact type, without a charset; the name of a CA is not looked at."""
    reply = public(Scene(), "GetCACert", message=message)
    assert (200, "application/x-x509-ca-cert", authority().certificate) == (
        reply.status,
        reply.content_type,
        reply.body,
    )


def test_the_next_ca_is_told_and_signed_by_this_one() -> None:
    """T86."""
    coming = authority("Next CA", 101).certificate
    scene = Scene(coming=[coming])
    assert b"GetNextCACert" in public(scene, "GetCACaps").body
    reply = public(scene, "GetNextCACert")
    assert "application/x-x509-next-ca-cert" == reply.content_type
    assert (coming,) == scep.read_next_ca_cert(reply.body, authority=scene.ca.certificate)


@pytest.mark.parametrize(
    ("operation", "method"),
    [
        ("", "GET"),
        ("GetNextCACert", "GET"),
        ("getcacert", "GET"),
        ("GetCRL", "GET"),
        ("GetCACert", "POST"),
        ("", "POST"),
    ],
)
def test_any_other_operation_is_a_bad_request(operation: str, method: str) -> None:
    assert 400 == public(Scene(), operation, method=method).status


@pytest.mark.parametrize("method", ["PUT", "HEAD", "OPTIONS", ""])
def test_any_other_method_is_refused(method: str) -> None:
    reply = public(Scene(), "GetCACert", method=method)
    assert (405, "GET, POST") == (reply.status, reply.headers["Allow"])


def test_nothing_may_be_kept_on_the_way() -> None:
    """T50."""
    scene = Scene()
    challenge = scene.open().challenge.reveal()
    replies = [
        public(scene, "GetCACert"),
        public(scene, "nothing"),
        public(scene, "GetCACert", method="PUT"),
        scene.enroll(challenge),
        scene.enroll("guess"),
        scene.ask(b""),
    ]
    assert {"no-store"} == {reply.headers["Cache-Control"] for reply in replies}


def test_an_outside_ca_signs_what_may_be_signed() -> None:
    outside = OutsideCA()
    registration = RegistrationAuthority(authority().certificate, authority().key)
    trust = TrustStore([outside.ca.certificate])
    scene = Scene(sign=outside.sign, trust=trust)
    scene.scep = SCEPService(scene.store, registration, sign=outside.sign, trust=trust)
    opened = scene.open()
    assert Reason.CHALLENGE_UNKNOWN is refused(scene.enroll("guess"))
    assert [] == outside.asked
    [certificate] = granted(scene.enroll(opened.challenge.reveal()))
    trust.check(certificate, now=NOW)
    [request] = outside.asked
    assert (opened.session, None, NOW) == (request.session, request.renews, request.at)
    assert request.public_key == rsa_key(1).public_key()
    assert opened.challenge.reveal() not in repr(request)
    # The same again is not asked again: an outside CA may count what it signs.
    granted(scene.enroll(opened.challenge.reveal()))
    assert 1 == len(outside.asked)


def test_an_outside_ca_renews_too() -> None:
    outside = OutsideCA()
    trust = TrustStore([outside.ca.certificate, authority().certificate])
    scene = Scene()
    device = scene.enrolled()
    scene.scep = SCEPService(scene.store, authority(), sign=outside.sign, trust=trust)
    reply, client = scene.renew(device.identity)
    granted(reply, client)
    [request] = outside.asked
    assert fingerprint(device.identity.certificate) == request.renews
    assert request.session is not None
    assert device.enrollment == request.session.enrollment
    assert fingerprint(device.identity.certificate).hex()[:12] in repr(request)


def for_another_key(request: SigningRequest) -> bytes:
    return (
        authority()
        .issue_identity(common_name="x", now=request.at, public_key=rsa_key(8).public_key())
        .certificate
    )


def by_nobody(request: SigningRequest) -> bytes:
    return OutsideCA().sign(request)


def no_certificate(request: SigningRequest) -> bytes:
    return b"sorry"


def down(request: SigningRequest) -> bytes:
    raise ConnectionError("connection refused")


@pytest.mark.parametrize("sign", [for_another_key, by_nobody, no_certificate, down])
def test_a_ca_that_fails_is_our_fault_and_costs_no_challenge(sign: Any, caplog: Any) -> None:
    """The device is told to come back, and the same challenge is good then."""
    scene = Scene(sign=sign, trust=authority().trust_store())
    challenge = scene.open().challenge.reveal()
    with caplog.at_level(logging.INFO):
        reply = scene.enroll(challenge)
    assert (503, "60") == (reply.status, reply.headers["Retry-After"])
    assert "the CA gave no certificate that could be used" in caplog.text
    assert challenge not in caplog.text
    scene.scep = SCEPService(scene.store, authority())
    granted(scene.enroll(challenge))


def test_a_ca_that_has_expired_is_our_fault() -> None:
    scene = Scene()
    scene.now += CA_VALIDITY
    assert 503 == scene.enroll(scene.open().challenge.reveal()).status


class Broken(MemoryStore):
    """Fails from a moment on."""

    broken = False

    def look_up(self, batch: Any, /) -> Any:
        if self.broken:
            raise StorageError("the disk is full")
        return super().look_up(batch)


def test_while_the_store_is_down_the_device_is_told_to_come_back(caplog: Any) -> None:
    """F21."""
    store = Broken()
    scene = Scene(store=store)
    challenge = scene.open().challenge.reveal()
    store.broken = True
    reply = scene.enroll(challenge)
    assert (503, "60", b"Service Unavailable\n") == (reply.status, reply.headers["Retry-After"], reply.body)
    store.broken = False
    granted(scene.enroll(challenge))


def test_somebody_has_to_sign() -> None:
    registration = RegistrationAuthority(authority().certificate, authority().key)
    with pytest.raises(TypeError, match=r"^expected sign, or a CertificateAuthority"):
        SCEPService(MemoryStore(), registration)
    with pytest.raises(TypeError, match=r"^expected trust: "):
        SCEPService(MemoryStore(), registration, sign=OutsideCA().sign)


def test_an_authority_that_nothing_can_be_encrypted_to_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="RSA key"):
        SCEPService(MemoryStore(), OutsideCA().ca)
    with pytest.raises(ValueError, match="RSA key"):
        SCEPService(MemoryStore(), authority(), former=[OutsideCA().ca])


def test_more_certificates_than_one_are_given_as_a_chain() -> None:
    root = authority("Root", 102).certificate
    reply = public(Scene(certificates=[authority().certificate, root]), "GetCACert")
    assert "application/x-x509-ca-ra-cert" == reply.content_type
    assert (authority().certificate, root) == scep.read_ca_cert(reply.body)


def test_no_challenge_is_written_anywhere(caplog: Any, capfd: Any) -> None:
    """T50: whatever becomes of a request, neither log, events, replies nor reprs have its challenge."""
    scene = Scene()
    opened = [scene.open() for _ in range(3)]
    secret = [one.challenge.reveal() for one in opened]
    guess = "guessed-challenge-of-somebody"
    with caplog.at_level(logging.DEBUG):
        replies = [
            scene.enroll(secret[0]),
            scene.enroll(secret[0], Client(transaction_id="again")),
            scene.enroll(guess),
            scene.ask(Client().message(secret[1], message_type=18)),
            scene.ask(Client().message(secret[1])[:-1]),
            scene.scep.handle(secret[1], secret[1].encode(), now=NOW, source="192.0.2.1"),
        ]
        scene.now = opened[2].session.expires_at
        replies.append(scene.enroll(secret[2]))
        device = scene.device(SimulatedIdentity(certificate=granted(replies[0])[0], key=rsa_key(1)))
        scene.now = NOW
        device.enroll()
    written = [caplog.text, *capfd.readouterr(), repr(replies), repr(opened)]
    written += [repr(event) for event in scene.store.events_after([vb.EventsAfter(consumer="test")])[0]]
    written += [reply.body.decode("latin-1") for reply in replies]
    assert caplog.text.count("scep: refused") >= 5
    assert 1 == caplog.text.count("scep: identity issued")
    assert [] == [text for text in written for value in (*secret, guess) if value in text]


def test_a_reply_shows_what_was_issued_by_its_fingerprint() -> None:
    scene = Scene()
    reply = scene.enroll(scene.open().challenge.reveal())
    assert reply.issued is not None
    assert reply.issued.hex()[:12] in repr(reply)
