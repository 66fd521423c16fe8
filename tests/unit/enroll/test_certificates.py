"""Which certificates an enrollment stands on, and when it must be replaced."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from pymdm.crypto import CertificateAuthority, cms
from pymdm.crypto.certificates import pkcs12
from pymdm.enroll import (
    RENEWAL_LEAD,
    CertificateRole,
    ProfileCertificate,
    Transport,
    build_enrollment_profile,
    certificates_in,
    pkcs12_payload,
    replace_by,
    replacement_due,
    root_payload,
    scep_payload,
    tls_certificates,
)
from pymdm.errors import DecodeError
from pymdm.protocol import AccessRights
from pymdm.protocol.profile import Payload
from tests.unit.crypto.certs import NOW, ec_key, rsa_key

DAY = timedelta(days=1)
IDENTITY_CA = CertificateAuthority.create("Identity CA", now=NOW, key=ec_key(0))
TLS_CA = CertificateAuthority.create("TLS root", now=NOW, key=ec_key(1), valid=900 * DAY)
IDENTITY = IDENTITY_CA.issue_identity(common_name="Mac", now=NOW, valid=397 * DAY)
SERVER = TLS_CA.issue_identity(common_name="mdm.example.com", now=NOW, valid=90 * DAY)
CONTAINER = pkcs12(IDENTITY, password="hunter2", name="x", ca=IDENTITY_CA.certificate)
NAMES: dict[str, Any] = {"seed": "acme", "identifier": "com.example.mdm.identity"}


def profile(identity: Payload, *trust: bytes, **extra: Any) -> bytes:
    roots = [
        root_payload(der, identifier=f"com.example.mdm.ca{n}", seed="acme") for n, der in enumerate(trust)
    ]
    built = build_enrollment_profile(
        identifier="com.example.mdm",
        seed="acme",
        server_url="https://mdm.example.com/mdm",
        topic="com.apple.mgmt.External.1",
        identity=identity,
        transport=Transport.MDM_SIGNATURE,
        access_rights=AccessRights.ALL,
        trust=roots,
        **extra,
    )
    return built.encode()


def facts(found: tuple[ProfileCertificate, ...]) -> list[tuple[CertificateRole, str, str]]:
    return [(one.role, one.where, one.subject) for one in found]


def test_a_profile_with_a_container_shows_all_that_is_in_it() -> None:
    found = certificates_in(
        profile(pkcs12_payload(CONTAINER, password="hunter2", **NAMES), TLS_CA.certificate)
    )
    assert [
        (CertificateRole.TRUST, "PayloadContent[0]", "CN=TLS root"),
        (CertificateRole.IDENTITY, "PayloadContent[1]", "CN=Mac"),
        (CertificateRole.IDENTITY_CA, "PayloadContent[1]", "CN=Identity CA"),
    ] == facts(found)
    assert (IDENTITY.fingerprint, IDENTITY.not_before, IDENTITY.not_after) == (
        found[1].fingerprint,
        found[1].not_before,
        found[1].not_after,
    )


@pytest.mark.parametrize("name", ["sha1", "md5"])
def test_the_ca_that_a_scep_payload_names_is_known_by_its_fingerprint(name: str) -> None:
    digest = hashlib.new(name, IDENTITY_CA.certificate, usedforsecurity=False).digest()
    scep = scep_payload("https://mdm.example.com/scep", challenge="x", ca_fingerprint=digest, **NAMES)
    found = certificates_in(profile(scep, TLS_CA.certificate, IDENTITY_CA.certificate))
    assert [CertificateRole.TRUST, CertificateRole.IDENTITY_CA] == [one.role for one in found]


def test_a_scep_payload_without_fingerprint_names_none() -> None:
    scep = scep_payload("https://mdm.example.com/scep", challenge="x", **NAMES)
    assert [CertificateRole.TRUST] == [one.role for one in certificates_in(profile(scep, TLS_CA.certificate))]


def test_who_signed_the_profile_is_watched_too() -> None:
    """Replacing profiles whose signing certificate has expired is what Apple's text is about."""
    signing_ca = CertificateAuthority.create("Profile signer", now=NOW, key=rsa_key(0), valid=30 * DAY)
    signer = cms.PrivateKeySigner(certificate=signing_ca.certificate, key=signing_ca.key)
    scep = scep_payload("https://mdm.example.com/scep", challenge="x", **NAMES)
    found = certificates_in(cms.sign(profile(scep), signer, signing_time=NOW))
    assert [(CertificateRole.SIGNER, "signature", "CN=Profile signer")] == facts(found)


def test_a_container_without_password_in_the_payload_is_opened_with_the_one_given() -> None:
    bare = Payload(
        type="com.apple.security.pkcs12", uuid="U", identifier="x", content={"PayloadContent": CONTAINER}
    )
    assert 2 == len(certificates_in(profile(bare), password="hunter2"))
    with pytest.raises(DecodeError, match=r"^PayloadContent\[0\]\.PayloadContent: expected a PKCS#12"):
        certificates_in(profile(bare))


@pytest.mark.parametrize(
    "kind", ["com.apple.security.root", "com.apple.security.pkcs1", "com.apple.security.pem"]
)
@pytest.mark.parametrize("data", [b"\x30\x03\x02\x01\x01", b"", "text"])
def test_a_payload_without_a_certificate_is_refused_with_its_place(kind: str, data: object) -> None:
    odd = Payload(type=kind, uuid="U", identifier="x", content={"PayloadContent": data})
    scep = scep_payload("https://mdm.example.com/scep", challenge="x", **NAMES)
    from pymdm.protocol.profile import Profile

    built = Profile(identifier="p", uuid="P", payloads=[scep, odd])
    with pytest.raises(DecodeError, match=r"^PayloadContent\[1\]\.PayloadContent: "):
        certificates_in(built.encode())


def test_the_chain_of_the_server_is_read_as_its_file_has_it() -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    leaf = x509.load_der_x509_certificate(SERVER.certificate).public_bytes(Encoding.PEM)
    assert [
        (CertificateRole.TLS, "TLS chain[0]", "CN=mdm.example.com"),
        (CertificateRole.TLS, "TLS chain[1]", "CN=TLS root"),
    ] == facts(tls_certificates(leaf + TLS_CA.certificate_pem))
    with pytest.raises(ValueError, match="private key"):
        tls_certificates(TLS_CA.to_pem())


def test_nothing_is_due_while_there_is_time() -> None:
    every = tls_certificates(SERVER.certificate)
    assert SERVER.not_after - RENEWAL_LEAD == replace_by(every)
    assert () == replacement_due(every, now=SERVER.not_after - RENEWAL_LEAD - timedelta(seconds=1))
    assert None is replace_by(())
    assert () == replacement_due((), now=NOW)


def test_what_ends_first_is_the_first_reason() -> None:
    container = pkcs12_payload(CONTAINER, password="hunter2", **NAMES)
    every = (*certificates_in(profile(container)), *tls_certificates(SERVER.certificate))
    now = IDENTITY.not_after - 10 * DAY
    reasons = replacement_due(every, now=now, lead=30 * DAY)
    assert [CertificateRole.TLS, CertificateRole.IDENTITY] == [one.certificate.role for one in reasons]
    assert [True, False] == [one.expired for one in reasons]
    assert IDENTITY.not_after - 30 * DAY == reasons[1].due_at
    assert [
        f"TLS chain in TLS chain[0] has ended {SERVER.not_after:%Y-%m-%d %H:%M} UTC",
        f"identity in PayloadContent[0] ends {IDENTITY.not_after:%Y-%m-%d %H:%M} UTC",
    ] == [str(one) for one in reasons]


def test_the_day_itself_counts() -> None:
    every = tls_certificates(SERVER.certificate)
    [due] = replacement_due(every, now=SERVER.not_after - RENEWAL_LEAD)
    assert not due.expired
    [ended] = replacement_due(every, now=SERVER.not_after)
    assert ended.expired
