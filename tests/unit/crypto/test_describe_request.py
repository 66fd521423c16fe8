from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.x509.oid import AttributeOID, ExtendedKeyUsageOID, NameOID

from pymdm.crypto.csr import MAX_CSR
from pymdm.crypto.describe_request import describe_request
from pymdm.errors import SignatureInvalid
from tests.unit.crypto.certs import ec_key, rsa_key

_DER = serialization.Encoding.DER
NAME = x509.Name(
    [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example"),
        x509.NameAttribute(NameOID.COMMON_NAME, "a Mac"),
    ]
)
CHALLENGE = b"tr0ub4dor"


def request(*, key: object = None, challenge: bytes | None = CHALLENGE) -> bytes:
    builder = x509.CertificateSigningRequestBuilder(NAME)
    builder = builder.add_extension(
        x509.SubjectAlternativeName([x509.DNSName("mdm.example.com")]), critical=False
    )
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=True)
    builder = builder.add_extension(
        x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), critical=False
    )
    if challenge is not None:
        builder = builder.add_attribute(AttributeOID.CHALLENGE_PASSWORD, challenge)
    return builder.sign(key or rsa_key(), hashes.SHA256()).public_bytes(_DER)  # type: ignore[arg-type]


def test_a_request_tells_what_it_wishes_and_that_its_key_signed_it() -> None:
    facts = describe_request(request())

    assert ("O=Example, CN=a Mac", "RSA-2048", "rsa-sha256") == (
        facts.subject,
        facts.key_type,
        facts.signed_with,
    )
    assert ("subjectAltName", "extendedKeyUsage", "1.2.3.4") == facts.extensions
    assert (True, True) == (facts.has_challenge, facts.signature_valid)
    assert CHALLENGE.decode() not in repr(facts)


def test_a_request_without_wishes_and_on_a_curve_is_read() -> None:
    facts = describe_request(
        x509.CertificateSigningRequestBuilder(x509.Name([]))
        .sign(ec_key(), hashes.SHA384())
        .public_bytes(_DER)
    )

    assert ("", "EC P-256", "ecdsa-sha384", (), False, True) == (
        facts.subject,
        facts.key_type,
        facts.signed_with,
        facts.extensions,
        facts.has_challenge,
        facts.signature_valid,
    )


def test_a_challenge_that_is_not_there_is_not_claimed() -> None:
    assert False is describe_request(request(challenge=None)).has_challenge


def test_a_signature_by_another_key_is_told_from_one_of_an_unknown_kind() -> None:
    der = request()
    forged = der[:-1] + bytes((der[-1] ^ 1,))
    unknown = der.replace(bytes.fromhex("06092a864886f70d01010b"), bytes.fromhex("06092a864886f70d010163"))

    assert (False, "O=Example, CN=a Mac", True) == (
        describe_request(forged).signature_valid,
        describe_request(forged).subject,
        describe_request(forged).has_challenge,
    )
    assert (None, "1.2.840.113549.1.1.99") == (
        describe_request(unknown).signature_valid,
        describe_request(unknown).signed_with,
    )


def test_a_key_of_a_kind_that_no_identity_may_have_is_named() -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    der = x509.CertificateSigningRequestBuilder(NAME).sign(key, None).public_bytes(_DER)

    assert ("Ed25519", "ed25519", True) == (
        describe_request(der).key_type,
        describe_request(der).signed_with,
        describe_request(der).signature_valid,
    )


def test_wishes_that_cannot_be_read_are_not_passed_off_as_none() -> None:
    """The attribute says that it holds a SET, and holds something else."""
    der = request().replace(
        bytes.fromhex("06092a864886f70d01090731"), bytes.fromhex("06092a864886f70d01090730")
    )
    facts = describe_request(der)

    assert (None, None, "O=Example, CN=a Mac") == (facts.extensions, facts.has_challenge, facts.subject)
    assert True is not facts.signature_valid


@pytest.mark.parametrize("der", [b"", b"\x30\x00", request()[:-1], request() + b"\x00"])
def test_what_is_not_one_whole_request_is_refused(der: bytes) -> None:
    with pytest.raises(SignatureInvalid):
        describe_request(der)


def test_a_request_that_is_larger_than_any_is_refused() -> None:
    with pytest.raises(SignatureInvalid, match="too large"):
        describe_request(bytes(MAX_CSR + 1))


@pytest.mark.parametrize("version", [1, 127, 128])
def test_a_request_of_another_version_is_told_without_its_key(version: int) -> None:
    """Found by `make fuzz`: what `cryptography` raises for it is no ValueError."""
    good = request()
    changed = good.replace(b"\x02\x01\x00\x30", bytes((2, 1, version, 0x30)), 1)

    facts = describe_request(changed)

    assert changed != good
    assert None is facts.signature_valid
    assert "O=Example, CN=a Mac" == facts.subject
