"""Push certificates: whatever is wrong with a file has one clear error, and a topic never changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from pymdm.apns import PushCertificate
from pymdm.apns._certificate_file import MAX_CERTIFICATES, MAX_FILE
from pymdm.apns._pem import pem, pem_certificate
from pymdm.testing import FAKE_TOPIC, FakePushCA, fake_push_certificate
from tests.unit.apns.push_files import (
    CA,
    CERTIFICATE,
    DAY,
    NOW,
    PEM,
    PUSH,
    SECRET,
    certified,
    container,
    key_der,
    key_pem,
)
from tests.unit.crypto.certs import ec_key, rsa_key

# --- what is read


def test_a_certificate_tells_topic_dates_serial_and_fingerprint() -> None:
    found = PushCertificate.from_pem(PEM)
    parsed = x509.load_der_x509_certificate(PUSH.certificate)

    assert (FAKE_TOPIC, parsed.serial_number) == (found.topic, found.serial)
    assert (parsed.not_valid_before_utc, parsed.not_valid_after_utc) == (found.not_before, found.not_after)
    assert parsed.fingerprint(hashes.SHA256()) == found.fingerprint
    assert (CA.certificate,) == found.chain
    assert rsa_key(0).private_numbers() == found.key.private_numbers()


@pytest.mark.parametrize(
    "data",
    [
        PEM,
        key_pem() + CERTIFICATE + CA.pem,
        CA.pem + CERTIFICATE + key_pem(),
        b"Bag Attributes\n  friendlyName: push\n" + PEM,
        PEM.replace(b"\n", b"\r\n"),
        PEM.replace(b"-----\n-----BEGIN", b"----------BEGIN"),
        CERTIFICATE + CERTIFICATE + CA.pem + key_pem(),
    ],
    ids=["own", "key first", "issuer first", "with text", "from Windows", "glued by cat", "twice"],
)
def test_pem_is_read_in_every_order(data: bytes) -> None:
    assert PUSH == PushCertificate.from_pem(data)


@pytest.mark.parametrize("password", [SECRET, SECRET.encode()])
def test_an_encrypted_key_is_read_with_its_password(password: str | bytes) -> None:
    assert PUSH == PushCertificate.from_pem(PUSH.to_pem(password=SECRET), password=password)


@pytest.mark.parametrize(
    ("data", "key", "password"),
    [
        (PUSH.certificate, key_der(), None),
        (PUSH.certificate, key_pem(), None),
        (CERTIFICATE, key_der(SECRET.encode()), SECRET),
        (CERTIFICATE, key_pem(0, SECRET), SECRET),
        (CERTIFICATE + key_pem(1, "another"), key_pem(0, SECRET), SECRET),
    ],
    ids=["DER and DER", "DER and PEM", "PEM and encrypted DER", "encrypted PEM", "a key in it is not used"],
)
def test_the_key_may_be_in_a_file_of_its_own(data: bytes, key: bytes, password: str | None) -> None:
    found = PushCertificate.from_pem(data, key=key, password=password)

    assert (PUSH.certificate, PUSH.fingerprint) == (found.certificate, found.fingerprint)


def test_an_ec_key_is_as_good() -> None:
    push = fake_push_certificate(now=NOW, ca=CA, key=ec_key(1))

    assert push == PushCertificate.from_pem(push.to_pem(password=SECRET), password=SECRET)


def test_a_container_is_read_with_its_chain() -> None:
    assert PUSH == PushCertificate.from_pkcs12(container(), password=SECRET)
    assert PUSH == PushCertificate.from_pkcs12(container(None), password=None)


def test_of_several_certificates_the_one_of_the_key_counts() -> None:
    other = pem_certificate(certified("com.apple.mgmt.External.other", 1))

    assert PUSH == PushCertificate.from_pem(other + CERTIFICATE + CA.pem + key_pem())


def test_of_two_certificates_of_one_key_the_newer_counts() -> None:
    """A renewal with the same key, appended to the file."""
    renewed = certified(valid=400 * DAY)
    found = PushCertificate.from_pem(CERTIFICATE + pem_certificate(renewed) + CA.pem + key_pem())

    assert (renewed, (CA.certificate,)) == (found.certificate, found.chain)


def test_the_chain_is_put_in_order_and_strangers_are_left_out() -> None:
    stranger = FakePushCA.create(now=NOW, key=ec_key(8))
    renamed = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "elsewhere")])
    other = (
        x509.CertificateBuilder(renamed, renamed, ec_key(8).public_key(), 5, NOW, NOW + DAY)
        .sign(ec_key(8), hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    found = PushCertificate.from_pem(other + CA.pem + CERTIFICATE + key_pem())

    assert (CA.certificate,) == found.chain
    assert stranger.certificate not in found.chain


def test_the_key_is_in_no_repr_and_not_in_clear_under_a_password() -> None:
    """T65."""
    number = rsa_key(0).private_numbers().p

    assert "key" not in repr(PUSH)
    assert str(number) not in repr(PUSH)
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in PUSH.to_pem(password=SECRET)
    assert b"BEGIN PRIVATE KEY" not in PUSH.to_pem(password=SECRET)


def test_a_file_is_loaded_by_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "push.pem").write_bytes(PUSH.to_pem(password=SECRET))
    (tmp_path / "push.p12").write_bytes(container())
    (tmp_path / "push.cer").write_bytes(PUSH.certificate)
    (tmp_path / "push.key").write_bytes(key_pem())

    assert PUSH == PushCertificate.load(tmp_path / "push.pem", password=SECRET, now=NOW)
    assert PUSH == PushCertificate.load(tmp_path / "push.p12", password=SECRET, now=NOW)
    alone = PushCertificate.load(tmp_path / "push.cer", key=tmp_path / "push.key", now=NOW)
    assert PUSH.certificate == alone.certificate


def test_load_refuses_what_has_expired_by_its_own_clock(tmp_path: Path) -> None:
    (tmp_path / "push.pem").write_bytes(PEM)  # of 2024

    with pytest.raises(ValueError, match=r"push\.pem: expected a push certificate that is valid; it expired"):
        PushCertificate.load(tmp_path / "push.pem")


def test_load_names_the_file_that_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "push.pem").write_bytes(CERTIFICATE)
    (tmp_path / "push.key").write_bytes(b"nothing")

    with pytest.raises(ValueError, match=r"push\.key: expected a private key in PEM"):
        PushCertificate.load(tmp_path / "push.pem", key=tmp_path / "push.key", now=NOW)
    with pytest.raises(ValueError, match=r"push\.pem: expected the private key beside the certificate"):
        PushCertificate.load(tmp_path / "push.pem", now=NOW)
    with pytest.raises(FileNotFoundError):
        PushCertificate.load(tmp_path / "absent.pem", now=NOW)


# --- what is refused


def two_uids() -> bytes:
    return certified(more=(x509.NameAttribute(NameOID.USER_ID, "com.apple.mgmt.External.second"),))


def vendor() -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "MDM Vendor: Example")])
    builder = x509.CertificateBuilder(name, name, rsa_key(0).public_key(), 5, NOW, NOW + DAY)
    return builder.sign(rsa_key(0), hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def broken(data: bytes) -> bytes:
    """PEM whose contents are base64 of something else."""
    lines = data.split(b"\n")
    return b"\n".join((lines[0], b"QUJD" * 8, *lines[2:]))


ED25519 = ed25519.Ed25519PrivateKey.generate().private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)
WEAK = rsa_key(0, 1024).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)
REFUSED = {
    "another key": (CERTIFICATE + key_pem(1), "expected the private key of the certificate; this is another"),
    "another key, several": (
        CERTIFICATE + CA.pem + key_pem(1),
        "of any of the certificates; this is another",
    ),
    "no UID": (pem_certificate(certified(None)) + key_pem(), "this one has no UID"),
    "two UIDs": (pem_certificate(two_uids()) + key_pem(), "this one has several UIDs"),
    "an app's": (
        pem_certificate(certified("com.example.app")) + key_pem(),
        "for the notifications of an app, which cannot wake devices for MDM",
    ),
    "a bare prefix": (pem_certificate(certified("com.apple.mgmt.")) + key_pem(), "a unique suffix"),
    "a vendor's": (pem_certificate(vendor()) + key_pem(), "with which a vendor signs requests"),
    "no key": (CERTIFICATE, "expected the private key beside the certificate"),
    "no key, DER": (PUSH.certificate, "expected the private key beside the certificate"),
    "no certificate": (key_pem(), "expected the certificate beside the private key"),
    "encrypted": (PUSH.to_pem(password=SECRET), "is encrypted and needs its password"),
    "two keys": (PEM + key_pem(1), "expected one private key"),
    "garbage": (b"\x00garbage", "expected a push certificate in PEM, DER or PKCS#12; found none"),
    "nothing": (b"", "found none of them"),
    "cut short": (CERTIFICATE[:400], "found none of them"),
    "damaged certificate": (broken(CERTIFICATE) + key_pem(), "expected a certificate that can be read"),
    "no base64": (
        CERTIFICATE.replace(b"MII", b"*II", 1) + key_pem(),
        "expected a certificate that can be read",
    ),
    "damaged key": (
        CERTIFICATE + pem("PRIVATE KEY", b"0123456789"),
        "expected a private key that can be read",
    ),
    "a weak key": (CERTIFICATE + WEAK, "expected an RSA key of 2048 bits or more"),
    "a key of another kind": (CERTIFICATE + ED25519, "expected an RSA key of 2048 bits or more"),
    "a request": (pem("CERTIFICATE REQUEST", b"0"), "found none of them|expected a push certificate in PEM"),
    "too large": (PEM + bytes(MAX_FILE), f"in at most {MAX_FILE} bytes"),
    "a bundle": (CERTIFICATE * (MAX_CERTIFICATES + 1), f"at most {MAX_CERTIFICATES} certificates"),
}


@pytest.mark.parametrize(("data", "told"), REFUSED.values(), ids=REFUSED)
def test_what_is_wrong_with_a_file_has_one_clear_error(data: bytes, told: str) -> None:
    with pytest.raises(ValueError, match=told) as caught:
        PushCertificate.from_pem(data)

    text = str(caught.value)
    assert not text.endswith(".")
    assert "\n" not in text
    assert not any(len(word) > 60 for word in text.split())  # no key, no base64, no topic


WRONG_PASSWORD = {
    "key": (
        lambda: PushCertificate.from_pem(PUSH.to_pem(password=SECRET), password="x"),
        "of the private key",
    ),
    "key in DER": (
        lambda: PushCertificate.from_pem(CERTIFICATE, key=key_der(SECRET.encode()), password="x"),
        "expected the password of the private key; this is not it",
    ),
    "key in DER, none": (
        lambda: PushCertificate.from_pem(CERTIFICATE, key=key_der(SECRET.encode())),
        "is encrypted and needs its password",
    ),
    "superfluous": (
        lambda: PushCertificate.from_pem(PEM, password=SECRET),
        "not encrypted; give no password",
    ),
    "container": (
        lambda: PushCertificate.from_pkcs12(container(), password="x"),
        "expected the password of the PKCS#12 container; this is not it",
    ),
    "container, none": (
        lambda: PushCertificate.from_pkcs12(container(), password=None),
        "the PKCS#12 container needs its password",
    ),
    "no container": (
        lambda: PushCertificate.from_pkcs12(PEM, password=SECRET),
        "expected a PKCS#12 container",
    ),
    "container without key": (
        lambda: PushCertificate.from_pkcs12(container(key=False), password=SECRET),
        "export certificate and key together",
    ),
}


@pytest.mark.parametrize(("read", "told"), WRONG_PASSWORD.values(), ids=WRONG_PASSWORD)
def test_a_password_that_is_wrong_or_missing_is_told(read: object, told: str) -> None:
    with pytest.raises(ValueError, match=told) as caught:
        read()  # type: ignore[operator]

    assert SECRET not in str(caught.value)


def test_a_cipher_that_is_too_old_is_told_apart_from_a_wrong_password() -> None:
    """Single DES, as OpenSSL wrote it in the nineties."""
    old = pem("RSA PRIVATE KEY", bytes(640)).replace(
        b"KEY-----\n", b"KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-CBC,0123456789ABCDEF\n\n", 1
    )

    with pytest.raises(ValueError, match="write it anew with 'openssl pkcs8 -topk8'"):
        PushCertificate.from_pem(CERTIFICATE + old, password=SECRET)


@pytest.mark.parametrize(
    ("module", "name", "read", "told"),
    [
        (
            pkcs12,
            "load_key_and_certificates",
            lambda: PushCertificate.from_pkcs12(container(), password="x"),
            "pkcs12",
        ),
        (serialization, "load_pem_private_key", lambda: PushCertificate.from_pem(PEM), "pkcs8"),
    ],
)
def test_an_openssl_without_old_ciphers_is_not_taken_for_a_wrong_password(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, read: Callable[[], object], told: str
) -> None:
    def without_legacy(*_: object) -> None:
        raise UnsupportedAlgorithm("RC2")

    monkeypatch.setattr(module, name, without_legacy)

    with pytest.raises(ValueError, match="this system's OpenSSL") as caught:
        read()
    assert told in str(caught.value)


def test_a_certificate_and_a_key_that_do_not_match_cannot_be_put_together() -> None:
    with pytest.raises(ValueError, match="this is another one"):
        PushCertificate(certificate=PUSH.certificate, key=rsa_key(1))
