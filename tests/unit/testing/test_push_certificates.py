"""Fakes of what Apple issues: as much like the real thing as a sender, a server or a signer can see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from pymdm.apns.vendor import decode_web_request, push_request, sign_push_request, verify_web_request
from pymdm.testing import FAKE_TOPIC, FakePushCA, FakeVendor, fake_push_certificate
from tests.unit.crypto.certs import ec_key, rsa_key

NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)


def test_a_fake_certificate_is_signed_by_its_authority_and_for_clients() -> None:
    push = fake_push_certificate(now=NOW)
    found = x509.load_der_x509_certificate(push.certificate)
    (authority,) = map(x509.load_der_x509_certificate, push.chain)

    found.verify_directly_issued_by(authority)
    purposes = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [ExtendedKeyUsageOID.CLIENT_AUTH] == list(purposes)
    assert FAKE_TOPIC == push.topic
    push.check(NOW)


def test_one_authority_issues_for_many_topics_and_keys() -> None:
    authority = FakePushCA.create(now=NOW, key=ec_key(7))
    first = fake_push_certificate("com.apple.mgmt.a", now=NOW, ca=authority, key=rsa_key(0))
    second = fake_push_certificate("com.apple.mgmt.b", now=NOW, ca=authority, valid=timedelta(days=9))

    assert ("com.apple.mgmt.a", "com.apple.mgmt.b") == (first.topic, second.topic)
    assert (authority.certificate,) == first.chain == second.chain
    assert NOW + timedelta(days=9) == second.not_after
    assert rsa_key(0).public_key() == first.key.public_key()
    assert authority.pem.startswith(b"-----BEGIN CERTIFICATE-----")


def test_what_a_fake_vendor_signs_verifies_below_its_pins() -> None:
    vendor = FakeVendor.create(now=NOW, key=rsa_key(1))
    signed = sign_push_request(
        push_request(rsa_key(0), country="DE"),
        certificate=vendor.certificate,
        key=vendor.key,
        authorities=vendor.authorities,
        now=NOW,
        pins=vendor.pins,
    )

    verified = verify_web_request(decode_web_request(signed), now=NOW, pins=vendor.pins)
    assert rsa_key(0).public_key() == verified.request.public_key
