"""What a certificate says of itself, for people to read.

Nothing here judges: a name, a purpose or a topic is a claim until `TrustStore` has found who vouches
for it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import attrs
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa

from pymdm.errors import SignatureInvalid, SignerUntrusted

from ._chain import Issuer, find_issuer
from ._x509 import ParsedCertificate, parse_certificate
from .cms._ber import INTEGER, OID, SEQUENCE, SET, definite, header

if TYPE_CHECKING:
    from datetime import timedelta

__all__ = [
    "CertificateFacts",
    "algorithm_name",
    "describe_certificate",
    "dotted",
    "key_type",
    "name_parts",
    "name_text",
]

# Real ones have up to 20 bytes.  The work of writing one in decimal grows with the square of its length.
MAX_OID: Final = 64

# The attribute of a name in which a push certificate carries its topic.
_TOPIC: Final = "0.9.2342.19200300.100.1.1"

_NAME_PARTS: Final = {
    "2.5.4.3": "CN",
    "2.5.4.5": "serialNumber",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "1.2.840.113549.1.9.1": "emailAddress",
    "0.9.2342.19200300.100.1.25": "DC",
    _TOPIC: "UID",
}
# The string types that a name may use; whatever is broken in one is shown as U+FFFD.
_STRINGS: Final = {
    0x0C: "utf-8",
    0x13: "ascii",
    0x14: "latin-1",
    0x16: "ascii",
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}
_PURPOSES: Final = {
    "1.3.6.1.5.5.7.3.1": "serverAuth",
    "1.3.6.1.5.5.7.3.2": "clientAuth",
    "1.3.6.1.5.5.7.3.3": "codeSigning",
    "1.3.6.1.5.5.7.3.4": "emailProtection",
    "1.3.6.1.5.5.7.3.8": "timeStamping",
    "1.3.6.1.5.5.7.3.9": "OCSPSigning",
    "2.5.29.37.0": "anyExtendedKeyUsage",
}
_ALGORITHMS: Final = {
    "1.2.840.113549.1.1.4": "rsa-md5",
    "1.2.840.113549.1.1.5": "rsa-sha1",
    "1.2.840.113549.1.1.10": "rsa-pss",
    "1.2.840.113549.1.1.11": "rsa-sha256",
    "1.2.840.113549.1.1.12": "rsa-sha384",
    "1.2.840.113549.1.1.13": "rsa-sha512",
    "1.2.840.10045.4.1": "ecdsa-sha1",
    "1.2.840.10045.4.3.2": "ecdsa-sha256",
    "1.2.840.10045.4.3.3": "ecdsa-sha384",
    "1.2.840.10045.4.3.4": "ecdsa-sha512",
    "1.3.101.112": "ed25519",
    "1.3.101.113": "ed448",
}
_CURVES: Final = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}


@attrs.frozen(kw_only=True)
class CertificateFacts:
    """What stands in a certificate.

    Attributes:
        subject: Whose it is, such as ``C=US, O=scep, CN=ca``, in the certificate's own order; may be empty.
        issuer: Who is said to have issued it.
        serial: Unique per issuer; zero and below occur.
        not_before: Start of validity.
        not_after: End of validity.
        key_type: ``RSA-2048``, ``EC P-256``, ``Ed25519``.
        signed_with: ``rsa-sha256`` and the like, or the dotted identifier of an algorithm not known here.
        topic: The subject's UID, which in a push certificate is the topic.
        fingerprint: SHA-256 of the DER.
        self_signed: Its own key verifies its signature.
        authority: It says that it may sign certificates.
        purposes: Extended key usages; empty where it is not restricted.
    """

    subject: str
    issuer: str
    serial: int
    not_before: datetime
    not_after: datetime
    key_type: str
    signed_with: str
    topic: str | None
    fingerprint: bytes = attrs.field(repr=lambda value: value.hex())
    self_signed: bool
    authority: bool
    purposes: tuple[str, ...]

    def remaining(self, now: datetime) -> timedelta:
        """How long it is still valid; negative once it has expired."""
        return self.not_after - now


def describe_certificate(der: bytes) -> CertificateFacts:
    """The facts of the certificate in ``der``.

    Raises:
        ValueError: not exactly one DER certificate, too large, or of a kind that cannot be read.
    """
    certificate = parse_certificate(der)
    topics = [value for oid, value in name_parts(certificate.subject) if oid == _TOPIC]
    return CertificateFacts(
        subject=name_text(certificate.subject),
        issuer=name_text(certificate.issuer),
        serial=_serial(certificate.tbs),
        not_before=certificate.not_before,
        not_after=certificate.not_after,
        key_type=key_type(certificate.key),
        signed_with=algorithm_name(certificate.algorithm),
        topic=topics[0] if topics else None,
        fingerprint=certificate.fingerprint,
        self_signed=_is_self_signed(certificate),
        authority=_is_authority(certificate.extensions),
        purposes=_purposes(certificate.extensions),
    )


def name_text(name: bytes) -> str:
    """A distinguished name (DER) as text, in its own order.

    Commas, plus signs and backslashes of a value are escaped by a backslash (RFC 4514); nothing else is, so
    whoever prints it on a terminal must still escape control characters.  A name that cannot be read
    is ``(unreadable name)``: it must not hide the rest of a certificate.
    """
    try:
        parts = name_parts(name)
    except ValueError:
        return "(unreadable name)"
    return ", ".join(f"{_NAME_PARTS.get(oid, oid)}={_escaped(value)}" for oid, value in parts)


def dotted(oid: bytes) -> str:
    """The dotted form of an object identifier's contents."""
    if len(oid) > MAX_OID:
        return f"(an identifier of {len(oid)} bytes)"
    numbers: list[int] = []
    number = 0
    for byte in oid:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(number)
            number = 0
    if not numbers:
        return ""
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, (first, numbers[0] - 40 * first, *numbers[1:])))


def algorithm_name(algorithm: bytes) -> str:
    """The signature algorithm of an AlgorithmIdentifier (DER): ``rsa-sha256`` or a dotted identifier.

    Raises:
        SignatureInvalid: it is malformed.
    """
    at = definite(algorithm, 0, len(algorithm), SEQUENCE)[0]
    start, end = definite(algorithm, at, len(algorithm), OID)
    oid = dotted(algorithm[start:end])
    return _ALGORITHMS.get(oid, oid)


def key_type(key: object) -> str:
    """A public key as people name it: ``RSA-2048``, ``EC P-256``, ``Ed25519``."""
    match key:
        case rsa.RSAPublicKey():
            return f"RSA-{key.key_size}"
        case ec.EllipticCurvePublicKey():
            return f"EC {_CURVES.get(key.curve.name, key.curve.name)}"
        case ed25519.Ed25519PublicKey():
            return "Ed25519"
        case ed448.Ed448PublicKey():
            return "Ed448"
        case dsa.DSAPublicKey():
            return f"DSA-{key.key_size}"
        case _:
            return "of another kind"


def name_parts(name: bytes) -> list[tuple[str, str]]:
    """Dotted identifier and value of each part."""
    found: list[tuple[str, str]] = []
    try:
        at, end = definite(name, 0, len(name), SEQUENCE)
        while at < end:
            start, at = definite(name, at, end, SET)
            while start < at:
                inner, start = definite(name, start, at, SEQUENCE)
                oid_at, oid_end = definite(name, inner, start, OID)
                tag, value_at, value_end = header(name, oid_end, start)
                value = name[value_at:value_end].decode(_STRINGS.get(tag, "latin-1"), "replace")
                found.append((dotted(name[oid_at:oid_end]), value))
    except SignatureInvalid as error:
        raise ValueError("not a distinguished name in DER") from error
    return found


def _escaped(value: str) -> str:
    return "".join(f"\\{character}" if character in ",+\\" else character for character in value)


def _serial(tbs: bytes) -> int:
    size = len(tbs)
    at = definite(tbs, 0, size, SEQUENCE)[0]
    if tbs[at] != INTEGER:  # [0], the version
        at = header(tbs, at, size)[2]
    start, end = definite(tbs, at, size, INTEGER)
    return int.from_bytes(tbs[start:end], "big", signed=True)


def _is_self_signed(certificate: ParsedCertificate) -> bool:
    key = certificate.key
    if certificate.issuer != certificate.subject:
        return False
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        return False
    itself = Issuer(
        name=certificate.subject,
        key=key,
        allows_sha1=True,
        remaining_cas=0,
        links=1,
        not_before=datetime.min.replace(tzinfo=UTC),
        not_after=datetime.max.replace(tzinfo=UTC),
        fingerprints=(),
    )
    try:
        find_issuer(certificate, {certificate.subject: (itself,)})
    except SignerUntrusted:
        return False
    return True


def _is_authority(extensions: x509.Extensions) -> bool:
    values = [extension.value for extension in extensions]
    return any(isinstance(value, x509.BasicConstraints) and value.ca for value in values)


def _purposes(extensions: x509.Extensions) -> tuple[str, ...]:
    return tuple(
        _PURPOSES.get(oid.dotted_string, oid.dotted_string)
        for extension in extensions
        if isinstance(extension.value, x509.ExtendedKeyUsage)
        for oid in extension.value
    )
