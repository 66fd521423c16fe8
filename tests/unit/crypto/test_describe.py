from __future__ import annotations

from datetime import timedelta

import pytest
from asn1crypto import core
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, x25519

from pymdm.crypto.describe import describe_certificate, dotted, name_text
from tests.support import shared
from tests.unit.crypto.certs import (
    NOW,
    YEAR,
    FixedCA,
    certificate,
    ec_key,
    ed25519_key,
    purposes,
    rsa_key,
    unknown,
)

CA = FixedCA.make(rsa_key(0))


def test_an_identity_is_described() -> None:
    facts = describe_certificate(CA.issue(rsa_key(1)))

    assert ("", "CN=Device CA", 34) == (facts.subject, facts.issuer, facts.serial)
    assert ("RSA-2048", "rsa-sha256") == (facts.key_type, facts.signed_with)
    assert (NOW - YEAR, NOW + YEAR) == (facts.not_before, facts.not_after)
    assert YEAR == facts.remaining(NOW)
    assert timedelta(days=-1) == facts.remaining(NOW + YEAR + timedelta(days=1))
    assert (False, False, ("clientAuth",), None) == (
        facts.self_signed,
        facts.authority,
        facts.purposes,
        facts.topic,
    )


def test_a_ca_is_an_authority_and_signed_by_itself() -> None:
    facts = describe_certificate(CA.der)

    assert (True, True, ()) == (facts.self_signed, facts.authority, facts.purposes)


def test_the_same_name_alone_is_not_self_signed() -> None:
    facts = describe_certificate(
        certificate(key=rsa_key(1), signed_by=rsa_key(0), issuer="Same", subject="Same")
    )

    assert not facts.self_signed


def test_a_certificate_without_extensions_is_described() -> None:
    facts = describe_certificate(certificate(key=ec_key(), signed_by=ec_key(), issuer="A", subject="A"))

    assert (True, False, ()) == (facts.self_signed, facts.authority, facts.purposes)
    assert ("EC P-256", "ecdsa-sha256") == (facts.key_type, facts.signed_with)


def test_the_topic_is_the_uid_of_the_subject(monkeypatch: pytest.MonkeyPatch) -> None:
    topic = "com.apple.mgmt.External.1"
    name = asn1.Name.build({"user_id": topic, "common_name": "APSP:1"})
    monkeypatch.setattr(
        "tests.unit.crypto.certs.name", lambda text: name if text == "push" else asn1.Name.build({})
    )

    facts = describe_certificate(certificate(key=ec_key(1), signed_by=ec_key(0), subject="push"))

    assert topic == facts.topic
    assert facts.subject in (f"UID={topic}, CN=APSP:1", f"CN=APSP:1, UID={topic}")


@pytest.mark.parametrize("serial", [0, -5])
def test_serial_numbers_of_zero_and_below_are_shown(serial: int) -> None:
    assert serial == describe_certificate(CA.issue(serial=serial)).serial


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (ed25519_key(), "Ed25519"),
        (ed448.Ed448PrivateKey.generate(), "Ed448"),
        (ec.generate_private_key(ec.SECP256K1()), "EC secp256k1"),
        (dsa.generate_private_key(1024), "DSA-1024"),
        (x25519.X25519PrivateKey.generate(), "of another kind"),
    ],
    ids=["ed25519", "ed448", "k1", "dsa", "x25519"],
)
def test_keys_that_no_device_has_are_named(key: object, text: str) -> None:
    der = certificate(key=key, signed_by=ec_key(0), issuer="A", subject="A")

    assert (text, False) == (describe_certificate(der).key_type, describe_certificate(der).self_signed)


def test_unknown_purposes_and_extensions_do_not_matter() -> None:
    facts = describe_certificate(
        CA.issue(extensions=(purposes("server_auth", "1.2.3.4"), unknown(critical=True)))
    )

    assert ("serverAuth", "1.2.3.4") == facts.purposes


def test_what_is_no_certificate_is_refused() -> None:
    with pytest.raises(ValueError, match="not one X"):
        describe_certificate(b"\x30\x03\x02\x01\x01")


def test_names_keep_their_order_and_escape_what_separates() -> None:
    name = asn1.Name.build({"country_name": "US", "organization_name": "A, B+C\\", "common_name": "x"})

    text = name_text(name.dump())

    assert "O=A\\, B\\+C\\\\" in text
    assert text.startswith("C=US, ")


def test_a_broken_name_does_not_hide_the_rest() -> None:
    assert "(unreadable name)" == name_text(b"\x30\x02\x31\x05")


def test_a_name_of_a_rare_string_type_is_read() -> None:
    pair = core.ObjectIdentifier("1.2.3.4").dump() + b"\x1e\x04\x00\x41\x00\x42"
    inner = bytes((0x30, len(pair))) + pair
    rdn = bytes((0x31, len(inner))) + inner

    assert "1.2.3.4=AB" == name_text(bytes((0x30, len(rdn))) + rdn)


@pytest.mark.parametrize("text", ["1.2.840.113549.1.7.2", "2.5.4.3", "2.999.3", "0.9.2342", "1.39.128"])
def test_object_identifiers_read_as_written(text: str) -> None:
    assert text == dotted(core.ObjectIdentifier(text).contents)


def test_an_empty_object_identifier_is_empty_text() -> None:
    assert "" == dotted(b"")


def test_an_identifier_that_is_too_long_to_be_one_is_not_written_out() -> None:
    """Megabytes of it would take hours: the work grows with the square of the length."""
    assert "(an identifier of 5000000 bytes)" == dotted(b"\x81" * 4_999_999 + b"\x01")


def test_the_real_device_ca_chain_is_described() -> None:
    pem = shared("vectors/cms/Apple_iPhone_Device_CA_Fullchain.pem").read_bytes()
    from pymdm.crypto.certificates import load_certificates

    facts = [describe_certificate(der) for der in load_certificates(pem)]

    assert ["RSA-1024", "RSA-2048", "RSA-2048"] == [one.key_type for one in facts]
    assert [False, False, True] == [one.self_signed for one in facts]
    assert facts[0].issuer.endswith("CN=Apple iPhone Certification Authority")
