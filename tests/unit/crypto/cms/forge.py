"""Making signatures of every kind, right and wrong ones: the tests' own keys, certificates and surgery.

``Parts`` holds a SignedData in pieces.  It starts out right; a test replaces a piece and encodes it
again.  Nothing of pymdm is used to encode, so that one mistake cannot hide another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import new as new_hash

import attrs
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, padding, rsa
from cryptography.x509.oid import NameOID

from pymdm.crypto import cms
from pymdm.errors import Reason, SignatureInvalid

DATA = bytes.fromhex("06092a864886f70d010701")
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
TST_INFO = bytes.fromhex("060b2a864886f70d0109100104")  # a time stamp: some other type of content
CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")
MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
SIGNING_TIME = bytes.fromhex("06092a864886f70d010905")
NULL = b"\x05\x00"
EOC = b"\x00\x00"

RSA_ENCRYPTION = bytes.fromhex("06092a864886f70d010101")
RSA_WITH = {
    digest: bytes.fromhex(f"06092a864886f70d0101{last}")
    for digest, last in (("md5", "04"), ("sha1", "05"), ("sha256", "0b"), ("sha384", "0c"), ("sha512", "0d"))
}
ECDSA_WITH = {
    "sha1": bytes.fromhex("06072a8648ce3d0401"),
    "sha256": bytes.fromhex("06082a8648ce3d040302"),
    "sha384": bytes.fromhex("06082a8648ce3d040303"),
    "sha512": bytes.fromhex("06082a8648ce3d040304"),
}
DIGESTS = {
    "md5": bytes.fromhex("06082a864886f70d0205"),
    "sha1": bytes.fromhex("06052b0e03021a"),
    "sha224": bytes.fromhex("0609608648016503040204"),
    "sha256": bytes.fromhex("0609608648016503040201"),
    "sha384": bytes.fromhex("0609608648016503040202"),
    "sha512": bytes.fromhex("0609608648016503040203"),
}
HASHES = {
    "sha1": hashes.SHA1(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}

BODY = b"""<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict><key>Status</key><string>Idle</string></dict></plist>
"""
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
AnyKey = Key | ed25519.Ed25519PrivateKey | dsa.DSAPrivateKey


def tlv(tag: int, *contents: bytes, indefinite: bool = False) -> bytes:
    body = b"".join(contents)
    if indefinite:
        return bytes((tag, 0x80)) + body + EOC
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + body


def seq(*contents: bytes) -> bytes:
    return tlv(0x30, *contents)


def set_of(*contents: bytes) -> bytes:
    return tlv(0x31, *contents)


def attribute(oid: bytes, *values: bytes) -> bytes:
    return seq(oid, set_of(*values))


def attributes_for(content: bytes, digest: str = "sha256", content_type: bytes = DATA) -> list[bytes]:
    """The two attributes that have to be there."""
    value = tlv(0x04, new_hash(digest, content).digest())
    return [attribute(CONTENT_TYPE, content_type), attribute(MESSAGE_DIGEST, value)]


def rsa_key(number: int = 0, bits: int = 2048) -> rsa.RSAPrivateKey:
    return _rsa_key(number, bits)


@cache
def _rsa_key(number: int, bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def ec_key(curve: str = "secp256r1") -> ec.EllipticCurvePrivateKey:
    return _ec_key(curve)


@cache
def _ec_key(curve: str) -> ec.EllipticCurvePrivateKey:
    curves: dict[str, type[ec.EllipticCurve]] = {
        "secp256r1": ec.SECP256R1,
        "secp384r1": ec.SECP384R1,
        "secp521r1": ec.SECP521R1,
        "secp256k1": ec.SECP256K1,
    }
    return ec.generate_private_key(curves[curve]())


def name(*common_names: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each) for each in common_names])


def certificate(
    key: AnyKey,
    *,
    subject: x509.Name | None = None,
    issuer: x509.Name | None = None,
    issuer_key: Key | None = None,
    serial: int = 34,
    with_key_identifier: bool = True,
    critical_key_identifier: bool = False,
    ca: bool = False,
    hash_algorithm: hashes.SHA256 | hashes.SHA512 | None = None,
    not_before: datetime = datetime(2021, 1, 1, tzinfo=UTC),
    not_after: datetime = datetime(2031, 1, 1, tzinfo=UTC),
) -> bytes:
    """A certificate, DER; self-signed unless an issuer's key is given."""
    own = subject if subject is not None else name("device")
    signing_key = issuer_key or key
    builder = (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(issuer if issuer is not None else own)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if with_key_identifier:
        identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        builder = builder.add_extension(identifier, critical=critical_key_identifier)
    algorithm = (
        None if isinstance(signing_key, ed25519.Ed25519PrivateKey) else hash_algorithm or hashes.SHA256()
    )
    return builder.sign(signing_key, algorithm).public_bytes(serialization.Encoding.DER)


def rsa_signer(number: int = 0, bits: int = 2048) -> cms.PrivateKeySigner:
    key = rsa_key(number, bits)
    return cms.PrivateKeySigner(certificate=_self_signed(key, f"device {number}"), key=key)


def ec_signer(curve: str = "secp256r1") -> cms.PrivateKeySigner:
    key = ec_key(curve)
    return cms.PrivateKeySigner(certificate=_self_signed(key, f"device {curve}"), key=key)


@cache
def _self_signed(key: Key, common_name: str) -> bytes:
    return certificate(key, subject=name(common_name))


def issuer_and_serial(der: bytes) -> bytes:
    """The signer identifier that names a certificate."""
    parsed = x509.load_der_x509_certificate(der)
    serial = parsed.serial_number
    encoded = serial.to_bytes(serial.bit_length() // 8 + 1, "big", signed=True)
    return seq(parsed.issuer.public_bytes(), tlv(0x02, encoded))


def key_identifier(der: bytes) -> bytes:
    """The other signer identifier."""
    parsed = x509.load_der_x509_certificate(der)
    extension = parsed.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    return tlv(0x80, extension.value.digest)


def sign_raw(key: Key, data: bytes, digest: str) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), HASHES[digest])
    return key.sign(data, ec.ECDSA(HASHES[digest]))


@attrs.define(kw_only=True)
class Parts:
    """A SignedData message in pieces; all are complete elements unless said otherwise."""

    key: Key
    version: bytes = tlv(0x02, b"\x01")
    digest_identifiers: list[bytes]
    content_type: bytes = DATA
    content: bytes | None = None  # the octets, not an element
    content_element: bytes | None = None  # in place of content
    certificates: list[bytes]
    revocation_lists: bytes = b""
    signer_version: bytes = tlv(0x02, b"\x01")
    sid: bytes
    digest_identifier: bytes
    attributes: list[bytes] | None = None
    attributes_element: bytes | None = None  # in place of attributes
    signature_identifier: bytes
    signature: bytes
    signature_element: bytes | None = None
    unsigned: bytes = b""
    signer_infos: list[bytes] | None = None
    indefinite: bool = False

    @classmethod
    def right(
        cls,
        content: bytes = BODY,
        signer: cms.PrivateKeySigner | None = None,
        *,
        digest: str = "sha256",
        attributes: Sequence[bytes] | None = (),
        attached: bool = False,
    ) -> Parts:
        """A good signature.  ``attributes``: None for none, empty for the two that have to be there."""
        who = signer or rsa_signer()
        is_rsa = isinstance(who.key, rsa.RSAPrivateKey)
        identifier = seq(DIGESTS[digest], NULL)
        parts = cls(
            key=who.key,
            digest_identifiers=[identifier],
            content=content if attached else None,
            certificates=[who.certificate],
            sid=issuer_and_serial(who.certificate),
            digest_identifier=identifier,
            signature_identifier=seq(RSA_WITH[digest], NULL) if is_rsa else seq(ECDSA_WITH[digest]),
            signature=b"",
        )
        if attributes is None:
            parts.signature = sign_raw(who.key, content, digest)
        else:
            parts.sign_attributes(list(attributes) or attributes_for(content, digest), digest)
        return parts

    def sign_attributes(self, attributes: list[bytes], digest: str = "sha256") -> Parts:
        """Sign these attributes, in this order."""
        self.attributes = attributes
        self.signature = sign_raw(self.key, set_of(*attributes), digest)
        return self

    def signer_info(self) -> bytes:
        attributes = b"" if self.attributes is None else tlv(0xA0, *self.attributes)
        return tlv(
            0x30,
            self.signer_version,
            self.sid,
            self.digest_identifier,
            attributes if self.attributes_element is None else self.attributes_element,
            self.signature_identifier,
            tlv(0x04, self.signature) if self.signature_element is None else self.signature_element,
            self.unsigned,
        )

    def encode(self) -> bytes:
        content = b""
        if self.content_element is not None:
            content = self.content_element
        elif self.content is not None:
            content = tlv(0xA0, tlv(0x04, self.content))
        signer_infos = [self.signer_info()] if self.signer_infos is None else self.signer_infos
        certificates = tlv(0xA0, *self.certificates) if self.certificates else b""
        inner = (
            self.version,
            set_of(*self.digest_identifiers),
            tlv(0x30, self.content_type, content, indefinite=self.indefinite),
            certificates,
            self.revocation_lists,
            set_of(*signer_infos),
        )
        signed_data = tlv(0x30, *inner, indefinite=self.indefinite)
        explicit = tlv(0xA0, signed_data, indefinite=self.indefinite)
        return tlv(0x30, SIGNED_DATA, explicit, indefinite=self.indefinite)


def reason_for(
    signature: bytes, content: bytes = BODY, policy: cms.Policy = cms.MDM_SIGNATURE
) -> Reason | None:
    """Why a detached signature is refused, or None if it verifies."""
    try:
        cms.verify_detached(signature, content, policy=policy)
    except SignatureInvalid as error:
        return error.reason
    return None


def attached_reason_for(signed: bytes, policy: cms.Policy = cms.PROFILE) -> Reason | None:
    """Why an attached signature is refused, or None if it verifies."""
    try:
        cms.verify_attached(signed, policy=policy)
    except SignatureInvalid as error:
        return error.reason
    return None
