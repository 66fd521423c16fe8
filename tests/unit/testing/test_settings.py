"""Enrollment profiles, read as a device reads them."""

from __future__ import annotations

import datetime as dt
import plistlib
import random
from typing import Any

import attrs
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from pymdm.crypto.cms import PrivateKeySigner, sign
from pymdm.errors import DecodeError
from pymdm.testing import (
    EnrollmentSettings,
    SimulatedDevice,
    SimulatedIdentity,
    load_enrollment_profile,
    wsgi_sender,
)
from tests.unit.testing.tiny_mdm import SETTINGS, TOPIC, TinyMDM

NOW = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
IDENTITY = SimulatedIdentity.self_signed("Test", now=NOW, rng=random.Random(1), key_type="ec")
P12 = pkcs12.serialize_key_and_certificates(
    b"id",
    IDENTITY.key,
    x509.load_der_x509_certificate(IDENTITY.certificate),
    [x509.load_der_x509_certificate(IDENTITY.certificate)],
    BestAvailableEncryption(b"secret"),
)
MDM = {
    "PayloadType": "com.apple.mdm",
    "PayloadUUID": "mdm-uuid",
    "IdentityCertificateUUID": "p12-uuid",
    "ServerURL": "https://mdm.example.com/mdm",
    "Topic": TOPIC,
    "AccessRights": 8191,
    "SignMessage": True,
    "CheckOutWhenRemoved": True,
    "ServerCapabilities": ["com.apple.mdm.per-user-connections"],
}
PKCS12 = {
    "PayloadType": "com.apple.security.pkcs12",
    "PayloadUUID": "p12-uuid",
    "PayloadContent": P12,
    "Password": "secret",
}
ROOT = {"PayloadType": "com.apple.security.root", "PayloadUUID": "r", "PayloadContent": IDENTITY.certificate}


def profile(*, mdm: dict[str, Any] | None = None, p12: dict[str, Any] | None = None, **keys: Any) -> bytes:
    def merged(base: dict[str, Any], changes: dict[str, Any] | None) -> dict[str, Any]:
        return {key: value for key, value in (base | (changes or {})).items() if value is not None}

    top = {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": "com.example.enroll",
        "PayloadUUID": "top-uuid",
        "PayloadContent": [ROOT, merged(PKCS12, p12), merged(MDM, mdm)],
    }
    return plistlib.dumps(merged(top, keys))


def test_everything_that_the_device_needs_comes_out() -> None:
    settings = load_enrollment_profile(profile(mdm={"CheckInURL": "https://mdm.example.com/in"}))
    assert "https://mdm.example.com/mdm" == settings.server_url
    assert "https://mdm.example.com/in" == settings.check_in_address
    assert TOPIC == settings.topic
    assert settings.sign_message
    assert settings.check_out_when_removed
    assert not settings.use_development_apns
    assert settings.offers("com.apple.mdm.per-user-connections")
    assert not settings.offers("com.apple.mdm.token")
    assert "com.example.enroll" == settings.profile_identifier
    assert (IDENTITY.certificate,) == settings.anchors
    assert settings.identity is not None
    assert IDENTITY.certificate == settings.identity.certificate
    assert (IDENTITY.certificate,) == settings.identity.chain


def test_what_the_payload_leaves_out_is_off() -> None:
    bare = profile(mdm={"SignMessage": None, "CheckOutWhenRemoved": None, "ServerCapabilities": None})
    settings = load_enrollment_profile(bare)
    assert not settings.sign_message
    assert not settings.check_out_when_removed
    assert settings.server_capabilities == ()
    assert settings.server_url == settings.check_in_address


@pytest.mark.parametrize(
    ("mdm", "path"),
    [
        ({"ServerURL": "http://mdm.example.com/mdm"}, "ServerURL"),
        ({"ServerURL": "https:///mdm"}, "ServerURL"),
        ({"ServerURL": None}, "ServerURL"),
        ({"CheckInURL": "http://mdm.example.com/in"}, "CheckInURL"),
        ({"CheckInURL": 5}, "CheckInURL"),
        ({"Topic": "com.example.topic"}, "Topic"),
        ({"Topic": "com.apple.mgmt."}, "Topic"),
        ({"AccessRights": 0}, "AccessRights"),
        ({"AccessRights": 2}, "AccessRights"),
        ({"AccessRights": 128}, "AccessRights"),
        ({"AccessRights": None}, "AccessRights"),
        ({"AccessRights": True}, "AccessRights"),
        ({"SignMessage": "yes"}, "SignMessage"),
        ({"ServerCapabilities": "all"}, "ServerCapabilities"),
        ({"IdentityCertificateUUID": "nobody"}, "IdentityCertificateUUID"),
        ({"IdentityCertificateUUID": "r"}, "IdentityCertificateUUID"),
        ({"PayloadType": "com.example.other"}, "PayloadContent"),
    ],
)
def test_a_device_refuses(mdm: dict[str, Any], path: str) -> None:
    with pytest.raises(DecodeError) as caught:
        load_enrollment_profile(profile(mdm=mdm))
    assert path == caught.value.path


@pytest.mark.parametrize(
    "mobileconfig",
    [
        profile(PayloadType="Other"),
        profile(PayloadContent=None),
        profile(PayloadIdentifier=None),
        profile(p12={"Password": "wrong"}),
        profile(p12={"Password": None}),
        profile(p12={"PayloadContent": "text"}),
        profile(p12={"PayloadContent": b"junk"}),
        b"junk",
        plistlib.dumps([]),
        b"\x30\x80junk",
    ],
)
def test_a_device_refuses_a_profile_that_is_malformed(mobileconfig: bytes) -> None:
    with pytest.raises(DecodeError):
        load_enrollment_profile(mobileconfig)


def test_a_pkcs12_without_certificate_or_usable_key_is_refused() -> None:
    name = x509.Name([])
    key = ed25519.Ed25519PrivateKey.generate()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(NOW)
        .sign(key, None)
    )
    data = pkcs12.serialize_key_and_certificates(
        b"id", key, certificate, None, BestAvailableEncryption(b"secret")
    )
    with pytest.raises(DecodeError, match="RSA or EC"):
        load_enrollment_profile(profile(p12={"PayloadContent": data}))


def test_the_user_types_the_password_that_the_profile_leaves_out() -> None:
    settings = load_enrollment_profile(profile(p12={"Password": None}), password="secret")
    assert settings.identity is not None


def test_an_identity_from_elsewhere_replaces_one_that_would_come_by_acme() -> None:
    acme = profile(p12={"PayloadType": "com.apple.security.acme", "PayloadContent": None})
    with pytest.raises(DecodeError, match="identity="):
        load_enrollment_profile(acme)
    assert load_enrollment_profile(acme, identity=IDENTITY).identity is IDENTITY


@pytest.mark.parametrize("keys", [{"EnrollmentMode": "BYOD"}, {"ManagedAppleID": "ada@example.com"}])
def test_a_user_enrollment_profile_is_recognised(keys: dict[str, str]) -> None:
    assert load_enrollment_profile(profile(mdm=keys | {"AccessRights": None})).user_enrollment


def test_an_account_driven_device_enrollment_is_none() -> None:
    assert not load_enrollment_profile(profile(mdm={"EnrollmentMode": "ADDE"})).user_enrollment


def test_a_device_enrolls_with_the_profile_that_it_was_handed() -> None:
    server = TinyMDM()
    unsigned = profile(mdm={"SignMessage": False})
    device = SimulatedDevice.from_profile(unsigned, send=wsgi_sender(server))
    device.enroll()
    installed = device.machine.profiles["com.example.enroll"]
    assert (
        "com.apple.security.root",
        "com.apple.security.pkcs12",
        "com.apple.mdm",
    ) == installed.payload_types
    assert IDENTITY.certificate == device.identity.certificate
    device.re_enroll(load_enrollment_profile(unsigned, identity=IDENTITY))
    assert device.identity is IDENTITY


def test_no_secret_shows_in_a_repr() -> None:
    settings = attrs.evolve(SETTINGS, identity=IDENTITY)
    assert isinstance(settings, EnrollmentSettings)
    assert "PrivateKey" not in repr(settings) + repr(IDENTITY)


def test_a_signed_profile_is_read_and_a_tampered_one_refused() -> None:
    signer = PrivateKeySigner(certificate=IDENTITY.certificate, key=IDENTITY.key)
    signed = sign(profile(), signer)
    assert TOPIC == load_enrollment_profile(signed).topic
    with pytest.raises(DecodeError, match="signature"):
        load_enrollment_profile(signed.replace(b"mdm.example.com", b"mdm.example.net"))
