"""Certificate requests, read strictly and believed in nothing but the key."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AttributeOID, NameOID

from pymdm.crypto.csr import MAX_CSR, CertificateRequest, make_csr, parse_csr
from pymdm.crypto.secret import Secret
from pymdm.errors import DecodeError
from tests.unit.crypto.certs import ec_key, ed25519_key, rsa_key
from tests.unit.crypto.cms.forge import ECDSA_WITH, NULL, RSA_WITH, seq, set_of, sign_raw, tlv

CHALLENGE = bytes.fromhex("06092a864886f70d010907")
EXTENSIONS = bytes.fromhex("06092a864886f70d01090e")
MICROSOFT_EXTENSIONS = bytes.fromhex("060a2b06010401823702010e")
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "wished for")])
UNREADABLE = "expected one PKCS #10 certificate request in DER"


def spki(key: Any) -> bytes:
    public: bytes = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return public


def csr(
    *attributes: bytes,
    key: Any = None,
    version: bytes = tlv(0x02, b"\x00"),
    subject: bytes = NAME.public_bytes(),
    with_attributes: bool = True,
    algorithm: bytes | None = None,
    digest: str = "sha256",
    signed_by: Any = None,
    signature: Callable[[bytes], bytes] = lambda made: tlv(0x03, b"\x00" + made),
    more: bytes = b"",
) -> bytes:
    """A request exactly as asked for, sensible or not, made without any of pymdm."""
    own = key if key is not None else rsa_key(0)
    info = seq(version, subject, spki(own), tlv(0xA0, *attributes) if with_attributes else b"", more)
    signer = signed_by if signed_by is not None else own
    with_ec = isinstance(signer, ec.EllipticCurvePrivateKey)
    identifier = seq(ECDSA_WITH[digest]) if with_ec else seq(RSA_WITH[digest], NULL)
    return seq(
        info, algorithm if algorithm is not None else identifier, signature(sign_raw(signer, info, digest))
    )


def attribute(oid: bytes, *values: bytes) -> bytes:
    return seq(oid, set_of(*values))


def extension(dotted: str, *, critical: bytes = b"", value: bytes = tlv(0x04, b"value")) -> bytes:
    return seq(x509_oid(dotted), critical, value)


def x509_oid(dotted: str) -> bytes:
    from asn1crypto.core import ObjectIdentifier

    encoded: bytes = ObjectIdentifier(dotted).dump()
    return encoded


def test_what_is_made_is_read() -> None:
    read = parse_csr(make_csr(rsa_key(0), common_name="device 7", challenge=Secret("open sesame")))

    assert rsa_key(0).public_key() == read.public_key
    assert "CN=device 7" == read.subject_text
    assert Secret("open sesame") == read.challenge
    assert () == read.requested_extensions
    assert sha256(spki(rsa_key(0))).digest() == read.public_key_digest


def test_without_a_challenge_there_is_none() -> None:
    assert None is parse_csr(make_csr(ec_key(1))).challenge


def test_what_is_made_is_a_request_for_others_too() -> None:
    read = x509.load_der_x509_csr(make_csr(rsa_key(0), challenge=Secret("grüße")))

    assert read.is_signature_valid
    assert "grüße".encode() == read.attributes.get_attribute_for_oid(AttributeOID.CHALLENGE_PASSWORD).value


def test_a_challenge_that_is_too_long_is_not_sent() -> None:
    parse_csr(make_csr(ec_key(1), challenge=Secret("x" * 255)))
    with pytest.raises(ValueError, match="at most 255 characters") as caught:
        make_csr(ec_key(1), challenge=Secret("x" * 256))
    assert "xx" not in str(caught.value)


def test_the_challenge_does_not_show() -> None:
    read = parse_csr(make_csr(ec_key(1), challenge=Secret("open sesame")))

    assert "open sesame" not in repr(read)
    assert "open sesame" not in str(read.challenge)


@pytest.mark.parametrize(
    ("tag", "encoding"),
    [
        (0x0C, "utf-8"),
        (0x13, "ascii"),
        (0x14, "latin-1"),
        (0x16, "ascii"),
        (0x1C, "utf-32-be"),
        (0x1E, "utf-16-be"),
    ],
)
def test_a_challenge_comes_in_any_type_of_string(tag: int, encoding: str) -> None:
    read = parse_csr(csr(attribute(CHALLENGE, tlv(tag, "open sesame".encode(encoding)))))

    assert Secret("open sesame") == read.challenge


def test_extensions_are_named_and_not_read() -> None:
    wished = (
        extension("2.5.29.17"),
        extension("2.5.29.19", critical=b"\x01\x01\xff", value=tlv(0x04, b"no constraints at all")),
        extension("1.2.3.4"),
    )
    read = parse_csr(csr(attribute(EXTENSIONS, seq(*wished))))

    assert ("subjectAltName", "basicConstraints", "1.2.3.4") == read.requested_extensions


def test_microsoft_s_own_number_for_extensions_is_known() -> None:
    read = parse_csr(csr(attribute(MICROSOFT_EXTENSIONS, seq(extension("2.5.29.37")))))

    assert ("extendedKeyUsage",) == read.requested_extensions


def test_other_attributes_do_not_matter() -> None:
    assert (
        ()
        == parse_csr(csr(attribute(x509_oid("1.2.840.113549.1.9.2"), tlv(0x0C, b"x")))).requested_extensions
    )


def test_the_set_of_attributes_may_be_missing() -> None:
    assert None is parse_csr(csr(with_attributes=False)).challenge


@pytest.mark.parametrize("digest", ["sha1", "sha256", "sha384", "sha512"])
@pytest.mark.parametrize("key", [rsa_key(0), ec_key(1)], ids=["RSA", "EC"])
def test_every_digest_of_devices_is_read(key: Any, digest: str) -> None:
    assert key.public_key() == parse_csr(csr(key=key, digest=digest)).public_key


@pytest.mark.parametrize("curve", [ec.SECP256R1, ec.SECP384R1, ec.SECP521R1])
def test_strong_keys_pass(curve: type[ec.EllipticCurve]) -> None:
    parse_csr(csr(key=ec.generate_private_key(curve()))).require_strong_key()
    parse_csr(csr()).require_strong_key()


def test_an_rsa_key_of_1024_bits_is_read_and_called_weak() -> None:
    """What an iPhone sends if the profile says nothing: the text has to help the administrator."""
    read = parse_csr(csr(key=rsa_key(0, 1024)))
    with pytest.raises(DecodeError, match="set Keysize in the SCEP payload"):
        read.require_strong_key()


def flipped(made: bytes) -> bytes:
    return tlv(0x03, b"\x00" + made[:-1] + bytes((made[-1] ^ 1,)))


def two(oid: bytes, value: bytes) -> bytes:
    return attribute(oid, value) + attribute(oid, value)


LONG_OID = tlv(0x06, b"\x81" * 64 + b"\x01")
UNREADABLE_REQUESTS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "a certificate's start": lambda: seq(seq(tlv(0x02, b"\x00"))),
    "a byte behind": lambda: csr() + b"\x00",
    "cut": lambda: csr()[:-1],
    "version 2": lambda: csr(version=tlv(0x02, b"\x01")),
    "no subject": lambda: csr(subject=b""),
    "something behind the attributes": lambda: csr(more=NULL),
    "attributes of another tag": lambda: csr(with_attributes=False, more=tlv(0xA1, b"")),
    "signed by another key": lambda: csr(signed_by=rsa_key(1)),
    "signed by another kind of key": lambda: csr(signed_by=ec_key(1)),
    "wrong signature": lambda: csr(signature=flipped),
    "signature of seven bits": lambda: csr(signature=lambda made: tlv(0x03, b"\x01" + made)),
    "no signature": lambda: csr(signature=lambda made: b""),
    "signature of no bytes": lambda: csr(signature=lambda made: tlv(0x03)),
    "something behind the signature": lambda: csr(signature=lambda made: tlv(0x03, b"\x00" + made) + NULL),
    "MD5": lambda: csr(algorithm=seq(RSA_WITH["md5"], NULL)),
    "no algorithm": lambda: csr(algorithm=seq()),
    "another digest than said": lambda: csr(algorithm=seq(RSA_WITH["sha512"], NULL)),
    "an Ed25519 key": lambda: csr_of_ed25519(),
    "a curve of no device": lambda: csr(key=ec.generate_private_key(ec.SECP256K1())),
    "two challenges": lambda: csr(two(CHALLENGE, tlv(0x0C, b"a"))),
    "a challenge of two values": lambda: csr(attribute(CHALLENGE, tlv(0x0C, b"a"), tlv(0x0C, b"b"))),
    "a challenge of no value": lambda: csr(attribute(CHALLENGE)),
    "a challenge that is no string": lambda: csr(attribute(CHALLENGE, tlv(0x04, b"a"))),
    "a challenge that is not ASCII": lambda: csr(attribute(CHALLENGE, tlv(0x13, b"\xff"))),
    "a challenge of 256 characters": lambda: csr(attribute(CHALLENGE, tlv(0x0C, b"a" * 256))),
    "an attribute that goes on": lambda: csr(seq(CHALLENGE, set_of(tlv(0x0C, b"a")), NULL)),
    "an extension without a value": lambda: csr(attribute(EXTENSIONS, seq(extension("1.2.3", value=b"")))),
    "an extension that goes on": lambda: csr(
        attribute(EXTENSIONS, seq(extension("1.2.3", value=tlv(0x04) + NULL)))
    ),
    "an extension of another type": lambda: csr(
        attribute(EXTENSIONS, seq(extension("1.2.3", value=tlv(0x03, b"\x00"))))
    ),
    "an endless identifier": lambda: csr(attribute(EXTENSIONS, seq(seq(LONG_OID, tlv(0x04))))),
}


def csr_of_ed25519() -> bytes:
    builder = x509.CertificateSigningRequestBuilder().subject_name(NAME)
    return builder.sign(ed25519_key(), None).public_bytes(serialization.Encoding.DER)


@pytest.mark.parametrize("name", UNREADABLE_REQUESTS)
def test_everything_else_is_refused(name: str) -> None:
    with pytest.raises(DecodeError, match=UNREADABLE):
        parse_csr(UNREADABLE_REQUESTS[name]())


def test_what_is_too_large_is_not_looked_at() -> None:
    with pytest.raises(DecodeError, match="at most 16384 bytes"):
        parse_csr(bytes(MAX_CSR + 1))


def test_the_key_is_told_by_its_own_encoding_and_not_by_that_of_the_request() -> None:
    """F50: a repeated request is known by its key."""
    again = parse_csr(make_csr(rsa_key(0), common_name="another name"))
    other: CertificateRequest = parse_csr(make_csr(rsa_key(1)))

    assert parse_csr(csr(digest="sha1")).public_key_digest == again.public_key_digest
    assert again.public_key_digest != other.public_key_digest


def test_a_wish_for_extensions_that_others_write_is_read() -> None:
    builder = x509.CertificateSigningRequestBuilder().subject_name(NAME)
    builder = builder.add_extension(
        x509.SubjectAlternativeName([x509.DNSName("example.com")]), critical=False
    )
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    made = builder.sign(rsa_key(0), hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    assert ("subjectAltName", "basicConstraints") == parse_csr(made).requested_extensions
