from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12 as pyca_pkcs12

from pymdm.crypto.certificates import (
    BACKDATE,
    CA_VALIDITY,
    IDENTITY_VALIDITY,
    CertificateAuthority,
    IssuedIdentity,
    KeyType,
    Protection,
    fingerprint,
    load_private_key,
    new_key,
    pkcs12,
)
from pymdm.crypto.pkcs12 import pkcs12_certificates
from pymdm.errors import Reason, SignerUntrusted
from tests.unit.crypto.certs import NOW, ec_key, ed25519_key, rsa_key

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
CA = CertificateAuthority.create("Example Device CA", now=NOW, key=ec_key(0))
RSA_CA = CertificateAuthority.create("Example Device CA", now=NOW, key=rsa_key(0))


def issue(ca: CertificateAuthority = CA, **how: Any) -> IssuedIdentity:
    return ca.issue_identity(
        **({"common_name": "device", "now": NOW, "public_key": ec_key(1).public_key()} | how)
    )


def with_key(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> IssuedIdentity:
    issued = issue(public_key=key.public_key())
    return IssuedIdentity(
        certificate=issued.certificate,
        key=key,
        fingerprint=issued.fingerprint,
        not_before=issued.not_before,
        not_after=issued.not_after,
    )


def opened(der: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(der)


def extension(der: bytes, kind: type[x509.ExtensionType]) -> x509.Extension[Any]:
    return opened(der).extensions.get_extension_for_class(kind)


# --- keys


def test_a_new_key_is_rsa_2048_unless_asked_otherwise() -> None:
    """Every Apple device that speaks MDM understands it."""
    key = new_key()

    assert isinstance(key, rsa.RSAPrivateKey)
    assert 2048 == key.key_size


def test_a_new_key_can_be_p256() -> None:
    key = new_key(KeyType.EC_P256)

    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert "secp256r1" == key.curve.name


def pem(key: Any, password: bytes | None = None) -> bytes:
    encryption: Any = (
        serialization.NoEncryption() if password is None else serialization.BestAvailableEncryption(password)
    )
    return bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption))


@pytest.mark.parametrize("password", [None, b"secret"])
def test_a_private_key_is_found_beside_certificates(password: bytes | None) -> None:
    data = CA.certificate_pem + b"Bag Attributes\n" + pem(ec_key(3), password) + CA.certificate_pem

    assert ec_key(3).private_numbers() == load_private_key(data, password=password).private_numbers()


@pytest.mark.parametrize(
    ("data", "password", "text"),
    [
        (b"", None, "no private key found; expected PEM"),
        (CA.certificate_pem, None, "no private key found; expected PEM"),
        (b"PRIVATE KEY-----", None, "no private key found; expected PEM"),
        (pem(ec_key(3), b"right"), None, "needs its password"),
        (pem(ec_key(3), b"right"), b"wrong", "cannot be read; is the password right"),
        (pem(ec_key(3)), b"surplus", "is not encrypted; give no password"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", None, "cannot be read"),
        (pem(ed25519_key()), None, "of a kind that Apple devices do not take"),
        (pem(rsa_key(0, 1024)), None, "too weak; use RSA of 2048 bits"),
        (pem(ec.generate_private_key(ec.SECP192R1())), None, "too weak; use RSA of 2048 bits"),
    ],
)
def test_a_key_that_cannot_be_used_is_refused(data: bytes, password: bytes | None, text: str) -> None:
    with pytest.raises(ValueError, match=text) as caught:
        load_private_key(data, password=password)
    assert "wrong" not in str(caught.value)


def test_the_fingerprint_is_sha256() -> None:
    assert opened(CA.certificate).fingerprint(hashes.SHA256()) == fingerprint(CA.certificate)


# --- the CA


def test_a_new_ca_can_sign_identities_and_nothing_else() -> None:
    """T86: dedicated, path length 0, random serial number."""
    basic = extension(CA.certificate, x509.BasicConstraints)
    usage = extension(CA.certificate, x509.KeyUsage)

    assert basic.critical
    assert x509.BasicConstraints(ca=True, path_length=0) == basic.value
    assert usage.critical
    assert usage.value.key_cert_sign
    assert not usage.value.digital_signature
    assert not usage.value.key_encipherment
    assert opened(CA.certificate).subject == opened(CA.certificate).issuer
    opened(CA.certificate).verify_directly_issued_by(opened(CA.certificate))


def test_a_new_ca_with_an_rsa_key_may_also_speak_scep() -> None:
    """RFC 8894, 2.1.2; macOS makes no request for a CA that may only sign certificates."""
    usage = extension(RSA_CA.certificate, x509.KeyUsage).value

    assert usage.digital_signature
    assert usage.key_encipherment
    assert usage.key_cert_sign
    assert usage.crl_sign


def test_a_new_ca_lives_ten_years_and_began_a_day_ago() -> None:
    assert NOW - BACKDATE == opened(CA.certificate).not_valid_before_utc
    assert NOW + CA_VALIDITY == opened(CA.certificate).not_valid_after_utc


def test_serial_numbers_are_random_and_long() -> None:
    """T86."""
    serials = {opened(issue().certificate).serial_number for _ in range(20)}
    serials |= {opened(CA.certificate).serial_number, opened(RSA_CA.certificate).serial_number}

    assert 22 == len(serials)
    assert max(serials).bit_length() > 150


def test_serial_numbers_can_be_given() -> None:
    ca = CertificateAuthority.create("CA", now=NOW, key=ec_key(0), serial=7)

    assert 7 == opened(ca.certificate).serial_number
    assert 8 == opened(issue(serial=8).certificate).serial_number


def test_a_ca_without_a_key_makes_rsa_2048() -> None:
    ca = CertificateAuthority.create("CA", now=NOW, valid=DAY)

    assert isinstance(ca.key, rsa.RSAPrivateKey)
    assert NOW + DAY == opened(ca.certificate).not_valid_after_utc


@pytest.mark.parametrize("name", ["", "x" * 65])
def test_a_name_that_no_certificate_can_have_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"[Aa]ttribute"):
        CertificateAuthority.create(name, now=NOW, key=ec_key(0))
    with pytest.raises(ValueError, match=r"[Aa]ttribute"):
        issue(common_name=name)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="now must be an aware datetime"):
        CertificateAuthority.create("CA", now=NOW.replace(tzinfo=None), key=ec_key(0))


def test_a_weak_key_makes_no_ca_and_gets_no_identity() -> None:
    with pytest.raises(ValueError, match="the key is too weak"):
        CertificateAuthority.create("CA", now=NOW, key=rsa_key(0, 1024))
    with pytest.raises(ValueError, match="the key is too weak"):
        issue(public_key=rsa_key(0, 1024).public_key())


def test_the_keys_are_not_in_the_repr() -> None:
    assert "key" not in repr(CA)
    assert "key" not in repr(issue())


# --- keeping it


@pytest.mark.parametrize("password", [None, b"secret"])
def test_a_ca_survives_being_written(password: bytes | None) -> None:
    written = CA.to_pem(password=password)
    read = CertificateAuthority.from_pem(written, password=password)

    assert CA.certificate == read.certificate
    assert CA.key.private_numbers() == read.key.private_numbers()
    assert (b"ENCRYPTED" in written) is (password is not None)


def test_the_public_part_holds_no_key() -> None:
    assert b"PRIVATE" not in CA.certificate_pem
    assert CA.certificate == x509.load_pem_x509_certificate(CA.certificate_pem).public_bytes(
        serialization.Encoding.DER
    )


def test_what_is_no_ca_file_is_refused() -> None:
    other = CertificateAuthority.create("CA", now=NOW, key=ec_key(5))

    with pytest.raises(ValueError, match="the private key is not the one of the CA certificate"):
        CertificateAuthority.from_pem(other.certificate_pem + pem(ec_key(0)))
    with pytest.raises(ValueError, match="no certificate beside the private key"):
        CertificateAuthority.from_pem(pem(ec_key(0)))
    with pytest.raises(ValueError, match="no certificate beside the private key"):
        CertificateAuthority.from_pem(CA.to_pem().replace(b"-----END CERTIFICATE-----", b""))
    with pytest.raises(ValueError, match="no private key found"):
        CertificateAuthority.from_pem(CA.certificate_pem)


# --- identities


@pytest.mark.parametrize("ca", [CA, RSA_CA], ids=["ec", "rsa"])
@pytest.mark.parametrize("key", [ec_key(1), rsa_key(1)], ids=["ec", "rsa"])
def test_an_issued_identity_is_trusted_by_its_ca_alone(ca: CertificateAuthority, key: Any) -> None:
    issued = issue(ca, public_key=key.public_key())
    stranger = CertificateAuthority.create("Example Device CA", now=NOW, key=ec_key(5))

    found = ca.trust_store().check(issued.certificate, now=NOW)

    assert (issued.fingerprint, issued.not_before, issued.not_after) == (
        found.fingerprint,
        found.not_before,
        found.not_after,
    )
    with pytest.raises(SignerUntrusted) as caught:
        stranger.trust_store().check(issued.certificate, now=NOW)
    assert Reason.CHAIN_INVALID is caught.value.reason


def test_the_trust_store_of_a_ca_knows_what_is_revoked() -> None:
    issued = issue()

    with pytest.raises(SignerUntrusted) as caught:
        CA.trust_store(revoked={issued.fingerprint}).check(issued.certificate, now=NOW)
    assert Reason.REVOKED is caught.value.reason


@pytest.mark.parametrize("key", [ec_key(1), rsa_key(1)], ids=["ec", "rsa"])
def test_an_identity_is_for_client_authentication(key: Any) -> None:
    """T11."""
    der = issue(public_key=key.public_key()).certificate
    usage = extension(der, x509.KeyUsage).value

    assert x509.BasicConstraints(ca=False, path_length=None) == extension(der, x509.BasicConstraints).value
    assert [x509.oid.ExtendedKeyUsageOID.CLIENT_AUTH] == list(extension(der, x509.ExtendedKeyUsage).value)
    assert usage.digital_signature
    assert usage.key_encipherment is isinstance(key, rsa.RSAPrivateKey)
    authority = extension(CA.certificate, x509.SubjectKeyIdentifier).value.digest
    assert authority == extension(der, x509.AuthorityKeyIdentifier).value.key_identifier


def test_an_identity_without_a_public_key_gets_its_own_key() -> None:
    issued = CA.issue_identity(common_name="device", now=NOW)

    assert isinstance(issued.key, rsa.RSAPrivateKey)
    assert issued.key.public_key() == opened(issued.certificate).public_key()
    assert issue().key is None


def test_an_identity_has_the_name_and_the_dates_that_the_server_chose() -> None:
    issued = issue(common_name="4f0c", valid=10 * DAY)

    assert "CN=4f0c" == opened(issued.certificate).subject.rfc4514_string()
    assert NOW + 10 * DAY == issued.not_after
    assert NOW + IDENTITY_VALIDITY == issue().not_after


def test_an_identity_lives_within_its_ca() -> None:
    ca = CertificateAuthority.create("CA", now=NOW, valid=5 * DAY, key=ec_key(0))
    issued = issue(ca)

    assert NOW + 5 * DAY == issued.not_after
    assert NOW - BACKDATE == issued.not_before
    assert NOW - BACKDATE == issue(ca, now=NOW - BACKDATE + SECOND).not_before


def test_an_expired_ca_issues_nothing() -> None:
    ca = CertificateAuthority.create("CA", now=NOW, valid=DAY, key=ec_key(0))

    with pytest.raises(ValueError, match="the identity CA has expired"):
        issue(ca, now=NOW + DAY)


def test_microseconds_do_not_survive_in_dates() -> None:
    """A certificate counts seconds; the value says what the certificate says."""
    issued = issue(now=datetime(2024, 6, 1, 12, 0, 0, 999, tzinfo=UTC), valid=DAY)

    assert datetime(2024, 6, 2, 12, 0, 0, tzinfo=UTC) == issued.not_after


# --- PKCS#12


@pytest.mark.parametrize("protection", list(Protection))
@pytest.mark.parametrize("ca", [None, CA.certificate], ids=["alone", "with ca"])
@pytest.mark.parametrize("key", [ec_key(1), rsa_key(1)], ids=["ec", "rsa"])
def test_a_container_opens_again(key: Any, ca: bytes | None, protection: Protection) -> None:
    issued = with_key(key)
    data = pkcs12(issued, password="pä55", name="Example", ca=ca, protection=protection)

    content = pyca_pkcs12.load_pkcs12(data, "pä55".encode())

    assert content.key is not None
    assert key.public_key() == content.key.public_key()
    assert content.cert is not None
    assert opened(issued.certificate) == content.cert.certificate
    assert b"Example" == content.cert.friendly_name
    assert ([] if ca is None else [opened(ca)]) == [extra.certificate for extra in content.additional_certs]


def test_a_container_needs_its_password() -> None:
    data = pkcs12(with_key(ec_key(1)), password="right", name="x")

    with pytest.raises(ValueError, match=r"[Ii]nvalid password"):
        pyca_pkcs12.load_key_and_certificates(data, b"wrong")


def test_the_default_container_is_the_one_that_old_devices_import() -> None:
    """Triple DES (1.2.840.113549.1.12.1.3) and a SHA-1 check value; no PBES2 (1.2.840.113549.1.5.13)."""
    triple_des, pbes2 = bytes.fromhex("060a2a864886f70d010c0103"), bytes.fromhex("06092a864886f70d01050d")
    sha1 = bytes.fromhex("06052b0e03021a")
    old = pkcs12(with_key(ec_key(1)), password="x", name="x")
    modern = pkcs12(with_key(ec_key(1)), password="x", name="x", protection=Protection.MODERN)

    assert triple_des in old
    assert sha1 in old
    assert pbes2 not in old
    assert pbes2 in modern


def test_a_container_without_key_or_password_is_refused() -> None:
    with pytest.raises(ValueError, match="the identity holds no private key"):
        pkcs12(issue(), password="x", name="x")
    with pytest.raises(ValueError, match="the password must not be empty"):
        pkcs12(with_key(ec_key(1)), password="", name="x")


@pytest.mark.parametrize("protection", list(Protection))
def test_what_is_in_a_container_can_be_read_again(protection: Protection) -> None:
    identity = CA.issue_identity(common_name="device", now=NOW)
    container = pkcs12(identity, password="x", name="d", ca=CA.certificate, protection=protection)

    assert (identity.certificate, CA.certificate) == pkcs12_certificates(container, password="x")


def test_a_container_that_cannot_be_opened_is_a_value_error() -> None:
    identity = CA.issue_identity(common_name="device", now=NOW)
    container = pkcs12(identity, password="x", name="d")

    for data, password in ((container, "y"), (container, None), (b"\x30\x00", "x"), (b"", "x")):
        with pytest.raises(ValueError, match="expected a PKCS#12 container that its password opens"):
            pkcs12_certificates(data, password=password)


def test_a_container_without_the_certificate_of_its_key_is_refused() -> None:
    authority = x509.load_der_x509_certificate(CA.certificate)
    container = pyca_pkcs12.serialize_key_and_certificates(
        b"x", None, None, [authority], serialization.BestAvailableEncryption(b"x")
    )

    with pytest.raises(ValueError, match="with the certificate of its private key"):
        pkcs12_certificates(container, password="x")
