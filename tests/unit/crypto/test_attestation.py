"""Managed Device Attestation: the chain, and what a leaf has to say before it counts (T47)."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID

from pymdm.crypto import KeyType, new_key
from pymdm.crypto.attestation import (
    APPLE_ENTERPRISE_ATTESTATION_ROOT,
    FULL_SECURITY,
    OIDS,
    Attestation,
    AttestationRoot,
    verify_attestation,
)
from pymdm.errors import EnrollmentMismatch, Reason, SignatureInvalid, SignerUntrusted, VerificationError
from pymdm.testing.attestation import FakeAttestation
from tests.support import shared
from tests.unit.crypto.cms import forge

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
NONCE = bytes(range(32))
FAKE = FakeAttestation.create(now=NOW)
KEY = new_key(KeyType.EC_P256).public_key()
MAC: dict[str, Any] = {"serial_number": "C02XYZ", "udid": "00008103-001869192E20801E"}


def verify(chain: Any, **demands: Any) -> Attestation:
    demands.setdefault("root", FAKE.root)
    demands.setdefault("now", NOW)
    return verify_attestation(chain, **demands)


def reason(chain: Any, **demands: Any) -> Reason | None:
    try:
        verify(chain, **demands)
    except VerificationError as error:
        return error.reason
    return None


def mac(**changes: Any) -> tuple[bytes, ...]:
    settings: dict[str, Any] = {"now": NOW, "public_key": KEY, "freshness": NONCE, **MAC, **changes}
    return FAKE.issue(**{name: value for name, value in settings.items() if value is not None})


# ── what the caller demands ──────────────────────────────────────────────────────────────────────


def test_t47_everything_that_is_demanded_is_there() -> None:
    found = verify(mac(), nonce=NONCE, public_key=KEY, **MAC)

    assert MAC == {"serial_number": found.properties.serial_number, "udid": found.properties.udid}
    assert NONCE == found.properties.freshness
    assert hashlib.sha256(found.certificate).digest() == found.fingerprint
    assert (NOW - timedelta(hours=1), NOW + timedelta(days=90)) == (found.not_before, found.not_after)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"public_key": new_key(KeyType.EC_P256).public_key()}, Reason.OTHER_KEY),
        ({"freshness": bytes(32)}, Reason.NONCE_WRONG),
        ({"freshness": NONCE[:31]}, Reason.NONCE_WRONG),
        ({"freshness": hashlib.sha256(NONCE).digest()}, Reason.NONCE_WRONG),
        ({"freshness": None}, Reason.NONCE_WRONG),
        ({"serial_number": "C02XYY"}, Reason.OTHER_DEVICE),
        ({"serial_number": None}, Reason.OTHER_DEVICE),
        ({"serial_number": ""}, Reason.OTHER_DEVICE),
        ({"udid": "00008103-001869192E20801F"}, Reason.OTHER_DEVICE),
        ({"udid": None}, Reason.OTHER_DEVICE),
        ({"udid": ""}, Reason.OTHER_DEVICE),
    ],
)
def test_t47_another_one_or_none_at_all_does_not_pass(changes: dict[str, Any], wrong: Reason) -> None:
    with pytest.raises(EnrollmentMismatch) as caught:
        verify(mac(**changes), nonce=NONCE, public_key=KEY, **MAC)

    assert wrong == caught.value.reason


def test_an_acme_leaf_has_the_digest_of_the_token_and_a_command_s_the_nonce_itself() -> None:
    chain = mac(freshness=hashlib.sha256(b"evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ").digest())

    assert None is reason(chain, acme_token="evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ")
    assert Reason.NONCE_WRONG == reason(chain, acme_token="evaGxfADs6pSRb2LAv9IZf17Dt3juxGj")
    assert Reason.NONCE_WRONG == reason(chain, nonce=b"evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ")
    assert Reason.NONCE_WRONG == reason(mac(), acme_token=NONCE.decode())


def test_a_user_enrollment_says_neither_serial_number_nor_udid_and_passes_where_none_is_demanded() -> None:
    chain = mac(serial_number=None, udid=None)

    assert None is verify(chain, nonce=NONCE, public_key=KEY).properties.serial_number


@pytest.mark.parametrize(
    "demands",
    [
        {"nonce": b""},
        {"acme_token": ""},
        {"nonce": NONCE, "acme_token": "token"},
        {"serial_number": ""},
        {"udid": ""},
    ],
)
def test_a_demand_that_an_empty_value_would_meet_is_a_mistake(demands: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        verify(mac(), **demands)


# ── the chain ────────────────────────────────────────────────────────────────────────────────────


def test_the_root_may_come_along() -> None:
    assert None is reason((*mac(), FAKE.root_certificate))


def test_t47_a_chain_to_another_root_of_the_same_name_is_not_apples() -> None:
    other = FakeAttestation.create(now=NOW)

    assert Reason.CHAIN_INVALID == reason(other.issue(now=NOW, **MAC))
    assert Reason.CHAIN_INVALID == reason((*other.issue(now=NOW, **MAC), other.root_certificate))
    assert Reason.ISSUER_UNKNOWN == reason(mac(), root=APPLE_ENTERPRISE_ATTESTATION_ROOT)


def test_t47_a_leaf_whose_intermediate_did_not_sign_it_is_refused() -> None:
    other = FakeAttestation.create(now=NOW)

    assert Reason.CHAIN_INVALID == reason((other.issue(now=NOW, **MAC)[0], FAKE.intermediate))


def test_t47_a_device_cannot_sign_for_another_one() -> None:
    """Its own leaf is no CA, whatever stands below it."""
    key = forge.ec_key()
    leaf, intermediate = mac(public_key=key.public_key())
    below = forge.certificate(
        forge.ec_key("secp384r1"),
        subject=forge.name("forged"),
        issuer=x509.load_der_x509_certificate(leaf).subject,
        issuer_key=key,
    )

    assert Reason.CHAIN_INVALID == reason((below, leaf, intermediate))


def test_the_order_is_that_of_the_chain() -> None:
    leaf, intermediate = mac()

    assert Reason.ISSUER_UNKNOWN == reason((intermediate, leaf))
    assert Reason.ISSUER_UNKNOWN == reason((leaf,))
    assert Reason.ISSUER_UNKNOWN == reason((leaf, FAKE.root_certificate, intermediate))


@pytest.mark.parametrize(
    ("chain", "wrong"),
    [
        ((), Reason.NO_CERTIFICATE),
        (mac() * 3, Reason.TOO_LARGE),
        ((b"",), Reason.MALFORMED),
        ((b"\x30\x82" + bytes(9000),), Reason.MALFORMED),
        (("leaf",), Reason.MALFORMED),
        ((mac()[0] + b"\x00", FAKE.intermediate), Reason.MALFORMED),
    ],
)
def test_what_is_no_chain_is_refused_before_any_arithmetic(chain: Any, wrong: Reason) -> None:
    with pytest.raises(SignatureInvalid) as caught:
        verify(chain)

    assert wrong == caught.value.reason


def test_validity_counts() -> None:
    chain = mac()

    assert Reason.NOT_YET_VALID == reason(chain, now=NOW - timedelta(hours=2))
    assert None is reason(chain, now=NOW + timedelta(days=90))
    assert Reason.EXPIRED == reason(chain, now=NOW + timedelta(days=90, seconds=1))


def made(key: ec.EllipticCurvePrivateKey, **changes: Any) -> x509.CertificateBuilder:
    name = changes.get("issuer", forge.name("Root"))
    return (
        x509.CertificateBuilder()
        .subject_name(changes.get("subject", forge.name("leaf")))
        .issuer_name(name)
        .public_key(changes.get("public_key", key.public_key()))
        .serial_number(7)
        .not_valid_before(changes.get("not_before", NOW - timedelta(days=1)))
        .not_valid_after(NOW + timedelta(days=30))
    )


def der(builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey) -> bytes:
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


ROOT_KEY = forge.ec_key("secp521r1")
ROOT = AttestationRoot.from_certificate(forge.certificate(ROOT_KEY, subject=forge.name("Root"), ca=True))


@pytest.mark.parametrize(
    ("extension", "critical", "wrong"),
    [
        (x509.BasicConstraints(ca=True, path_length=None), True, Reason.PURPOSE_WRONG),
        (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"x"), True, Reason.PURPOSE_WRONG),
        (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"x"), False, None),
        (x509.UnrecognizedExtension(x509.ObjectIdentifier(OIDS["udid"]), b"x"), True, None),
        (x509.ExtendedKeyUsage([x509.ObjectIdentifier("1.2.840.113635.100.4.24")]), True, None),
    ],
)
def test_a_leaf_may_say_much_but_not_that_it_is_a_ca_or_something_critical_that_nobody_knows(
    extension: x509.ExtensionType, critical: bool, wrong: Reason | None
) -> None:
    leaf = der(made(forge.ec_key(), public_key=KEY).add_extension(extension, critical), ROOT_KEY)

    assert wrong == reason([leaf], root=ROOT)


def test_t47_an_empty_list_of_purposes_is_refused() -> None:
    """It has brought a CA down (CVE-2026-40097)."""
    usage = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.37"), b"\x30\x00")
    leaf = der(made(forge.ec_key()).add_extension(usage, critical=False), ROOT_KEY)

    assert Reason.MALFORMED == reason([leaf], root=ROOT)


def test_a_leaf_with_a_key_that_identities_may_not_have_is_refused() -> None:
    leaf = der(made(forge.ec_key(), public_key=ed25519.Ed25519PrivateKey.generate().public_key()), ROOT_KEY)

    assert Reason.KEY_REFUSED == reason([leaf], root=ROOT)


def test_the_intermediate_s_validity_and_depth_count() -> None:
    key, name = forge.ec_key(), forge.name("Sub")
    leaf = der(made(key, issuer=name), key)

    def below(not_before: datetime, issuer: x509.Name, signer: Any, own: x509.Name) -> bytes:
        return forge.certificate(
            key, subject=own, issuer=issuer, issuer_key=signer, ca=True, not_before=not_before
        )

    assert None is reason([leaf, below(NOW, forge.name("Root"), ROOT_KEY, name)], root=ROOT)
    late = below(NOW + timedelta(days=1), forge.name("Root"), ROOT_KEY, name)
    assert Reason.NOT_YET_VALID == reason([leaf, late], root=ROOT)
    flat = der(
        made(key, subject=forge.name("Flat")).add_extension(
            x509.BasicConstraints(ca=True, path_length=0), True
        ),
        ROOT_KEY,
    )
    assert Reason.CHAIN_INVALID == reason([leaf, below(NOW, forge.name("Flat"), key, name), flat], root=ROOT)


# ── roots ────────────────────────────────────────────────────────────────────────────────────────


def test_apple_s_root_has_its_name_and_key() -> None:
    root = APPLE_ENTERPRISE_ATTESTATION_ROOT
    key = serialization.load_der_public_key(root.public_key)
    parts = (
        (NameOID.COMMON_NAME, "Apple Enterprise Attestation Root CA"),
        (NameOID.ORGANIZATION_NAME, "Apple Inc."),
        (NameOID.COUNTRY_NAME, "US"),
    )

    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert "secp384r1" == key.curve.name
    assert x509.Name([x509.NameAttribute(oid, text) for oid, text in parts]).public_bytes() == root.subject


def test_apple_s_root_is_the_one_of_the_list_of_apple_s_authorities() -> None:
    facts = shared("reference/apple-roots.md").read_text(encoding="utf-8")
    root = APPLE_ENTERPRISE_ATTESTATION_ROOT

    assert root.fingerprint.hex() in facts
    assert b64encode(root.public_key).decode() in facts


def test_a_root_has_a_strong_key_and_is_a_ca() -> None:
    with pytest.raises(ValueError, match="no CA"):
        AttestationRoot.from_certificate(forge.certificate(ROOT_KEY))
    with pytest.raises(ValueError, match="RSA key of 2048"):
        AttestationRoot.from_certificate(forge.certificate(forge.rsa_key(12, 1024), ca=True))
    weak = forge.rsa_key(12, 1024).public_key()
    spki = weak.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(ValueError, match="RSA of 2048"):
        verify(mac(), root=attrs.evolve(ROOT, public_key=spki))


def test_a_root_of_rsa_will_do() -> None:
    key = forge.rsa_key()
    root = AttestationRoot.from_certificate(forge.certificate(key, subject=forge.name("Root"), ca=True))
    leaf = made(forge.ec_key()).sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    assert None is reason([leaf], root=root)


# ── what a leaf says ─────────────────────────────────────────────────────────────────────────────


def test_every_documented_extension_is_read() -> None:
    said: dict[str, Any] = {
        **MAC,
        "software_update_device_id": "J413AP",
        "os_version": "15.5",
        "sep_os_version": "24.5.0",
        "llb_version": "11881.121.1",
        "sip_status": 0,
        "secure_boot": FULL_SECURITY,
        "kext_status": 1,
    }

    found = verify(mac(**said)).properties

    assert {**said, "freshness": NONCE, "extra": {}} == attrs.asdict(found)


def test_unknown_extensions_of_the_arc_survive_raw_and_others_do_not() -> None:
    arc = "1.2.840.113635.100.8."
    chain = mac(extra={f"{arc}9.3": b"\x00\xff", f"{arc}13.4": b"", "1.2.840.113635.100.80.1": b"not ours"})

    assert {f"{arc}9.3": b"\x00\xff", f"{arc}13.4": b""} == verify(chain).properties.extra


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("serial_number", b""),
        ("serial_number", b"\xff\xfe"),
        ("serial_number", b"\x0c\x06C02XYZ"),  # wrapped in a DER string, which nobody was seen to do
        ("serial_number", b"C02XYZ\n"),
        ("freshness", b""),
        ("sip_status", b"\x00"),
        ("sip_status", b"\x02\x01\x80"),
        ("sip_status", b"\x02\x02\x00\x00"),
        ("sip_status", b"\x02\x01\x00\x00"),
        ("sip_status", b"-1"),
        ("sip_status", "١".encode()),
        ("kext_status", b""),
    ],
)
def test_a_blank_or_odd_value_is_unknown_and_kept_raw(name: str, raw: bytes) -> None:
    found = verify(mac(freshness=None, serial_number=None, extra={OIDS[name]: raw})).properties

    assert (None, {OIDS[name]: raw}) == (getattr(found, name), found.extra)


@pytest.mark.parametrize(("raw", "number"), [(b"\x02\x01\x00", 0), (b"\x02\x01\x0a", 10), (b"1", 1)])
def test_numbers_are_read_in_both_forms(raw: bytes, number: int) -> None:
    assert number == verify(mac(extra={OIDS["sip_status"]: raw})).properties.sip_status


def test_an_extension_that_comes_twice_is_refused() -> None:
    oid = x509.ObjectIdentifier("1.2.840.113635.100.8.9.1").dotted_string
    leaf = mac(serial_number=None, extra={oid: b"A", "1.2.840.113635.100.8.9.9": b"B"})[0]
    encoded = bytes.fromhex("060a2a864886f76364080909"), bytes.fromhex("060a2a864886f76364080901")

    assert Reason.MALFORMED == reason((leaf.replace(*encoded), FAKE.intermediate))


def test_the_stand_in_refuses_a_property_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match="serial_number"):
        FAKE.issue(now=NOW, serial="C02XYZ")


def test_refusals_are_told_apart_by_kind() -> None:
    with pytest.raises(SignerUntrusted):
        verify(mac(), root=ROOT)
