"""Certificate requests (PKCS #10, RFC 2986): whose key it is, and what came along with it.

A request proves that its sender has the private key, and nothing else.  Subject and extensions are
wishes; pymdm reads them for people to see and issues by none of them (T46).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import attrs
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import AttributeOID, NameOID

from pymdm.errors import DecodeError, SignatureInvalid

from ._chain import MIN_RSA_BITS, is_signed_by, is_strong
from .cms._ber import BIT_STRING, OCTET_STRING, OID, SEQUENCE, SET, definite, header, malformed
from .cms._certificate import load_public_key
from .describe import dotted, name_text
from .secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .certificates import PrivateKey, PublicKey

__all__ = ["MAX_CSR", "CertificateRequest", "make_csr", "parse_csr"]

# With a 4096-bit key, a long name and a dozen alternative names a request has 2 KB.
MAX_CSR: Final = 16 * 1024

# RFC 2985, 5.4.1 allows as many characters; four bytes each in the widest of the string types.
MAX_CHALLENGE: Final = 255

_MAX_OID: Final = 64  # bytes; real ones have up to 20, and a long one takes long to write in decimal

_VERSION_1: Final = b"\x02\x01\x00"
_ATTRIBUTES: Final = 0xA0
_BOOLEAN: Final = 0x01
CHALLENGE_PASSWORD: Final = bytes.fromhex("06092a864886f70d010907")
EXTENSION_REQUESTS: Final = (
    bytes.fromhex("06092a864886f70d01090e"),
    bytes.fromhex("060a2b06010401823702010e"),  # Microsoft's, the same in other clothes
)
# DirectoryString and IA5String, which OpenSSL writes too.
_STRINGS: Final = {
    0x0C: "utf-8",
    0x13: "ascii",
    0x14: "latin-1",
    0x16: "ascii",
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}
_EXTENSIONS: Final = {
    "2.5.29.14": "subjectKeyIdentifier",
    "2.5.29.15": "keyUsage",
    "2.5.29.17": "subjectAltName",
    "2.5.29.19": "basicConstraints",
    "2.5.29.32": "certificatePolicies",
    "2.5.29.37": "extendedKeyUsage",
}


@attrs.frozen(kw_only=True)
class CertificateRequest:
    """A request whose signature is right: its sender has the private key of ``public_key``.

    Attributes:
        der: the request as it came.
        public_key: RSA of any size, or on P-256, P-384 or P-521; see `require_strong_key`.
        subject: the name it wishes for, a whole DER element.
        requested_extensions: the extensions it wishes for, by name where it is a common one, else as a
            dotted identifier; their values are not read.
        challenge: the challengePassword, or None without one.
    """

    der: bytes = attrs.field(repr=False)
    public_key: PublicKey = attrs.field(repr=False)
    subject: bytes = attrs.field(repr=False)
    requested_extensions: tuple[str, ...]
    challenge: Secret[str] | None = attrs.field(repr=False)

    @property
    def subject_text(self) -> str:
        """The wished-for name as text, such as ``O=Example, CN=device``."""
        return name_text(self.subject)

    @property
    def public_key_digest(self) -> bytes:
        """SHA-256 of the key as DER SubjectPublicKeyInfo: by this two requests have the same key."""
        spki = self.public_key.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return hashlib.sha256(spki).digest()

    def require_strong_key(self) -> None:
        """Refuse a key that no identity may have.

        Raises:
            DecodeError: it is not RSA of 2048 bits or more, nor on P-256, P-384 or P-521.
        """
        if not is_strong(self.public_key):
            raise DecodeError(
                f"expected an RSA key of {MIN_RSA_BITS} bits or more, or one on P-256, P-384 or P-521; "
                "for Apple devices set Keysize in the SCEP payload, which is 1024 if it is left out"
            )


def parse_csr(der: bytes) -> CertificateRequest:
    """The request in ``der``, its signature verified.

    SHA-1 is let in: the sender composes what is signed, so a collision gains nothing.

    Raises:
        DecodeError: it is not exactly one DER request, larger than ``MAX_CSR``, for a key of another kind,
            wrongly signed, or has two challenge passwords.
    """
    if len(der) > MAX_CSR:
        raise DecodeError(f"expected a certificate request of at most {MAX_CSR} bytes")
    try:
        return _parse(der)
    except (SignatureInvalid, IndexError, ValueError) as error:
        raise DecodeError(
            "expected one PKCS #10 certificate request in DER, signed by its own RSA or EC key"
        ) from error


def make_csr(key: PrivateKey, *, common_name: str = "pymdm", challenge: Secret[str] | None = None) -> bytes:
    """A request for ``key``, DER, signed with SHA-256: what a device sends to get its identity.

    Raises:
        ValueError: the name is empty or longer than 64 characters, or the challenge longer than 255.
    """
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    builder = x509.CertificateSigningRequestBuilder().subject_name(name)
    if challenge is not None:
        text = challenge.reveal()
        if len(text) > MAX_CHALLENGE:
            raise ValueError(f"expected a challenge of at most {MAX_CHALLENGE} characters")
        builder = builder.add_attribute(AttributeOID.CHALLENGE_PASSWORD, text.encode("utf-8"))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _parse(der: bytes) -> CertificateRequest:
    end = len(der)
    info_at, stop = definite(der, 0, end, SEQUENCE)
    at, info_end = definite(der, info_at, stop, SEQUENCE)
    if stop != end or not der.startswith(_VERSION_1, at):
        malformed()
    name_at = at + len(_VERSION_1)
    key_at = definite(der, name_at, info_end, SEQUENCE)[1]
    key_end = definite(der, key_at, info_end, SEQUENCE)[1]
    key = load_public_key(der[key_at:key_end])
    algorithm_end = definite(der, info_end, stop, SEQUENCE)[1]
    signature_at, signature_end = definite(der, algorithm_end, stop, BIT_STRING)
    if signature_end != stop or der[signature_at] != 0:  # a signature is whole bytes
        malformed()
    signature = der[signature_at + 1 : signature_end]
    if not is_signed_by(key, der[info_at:info_end], der[info_end:algorithm_end], signature):
        malformed()
    extensions: list[str] = []
    challenge: Secret[str] | None = None
    for oid, value in request_attributes(der, key_end, info_end):
        if oid == CHALLENGE_PASSWORD:
            if challenge is not None:  # which of the two counts must not be a matter of taste
                malformed()
            challenge = Secret(_text(value))
        elif oid in EXTENSION_REQUESTS:
            extensions.extend(extension_names(value))
    return CertificateRequest(
        der=der,
        public_key=key,
        subject=der[name_at:key_at],
        requested_extensions=tuple(extensions),
        challenge=challenge,
    )


def request_attributes(der: bytes, at: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    """Type and value of each attribute, both complete.  None of those in use has more than one value."""
    if at == end:  # RFC 2986 wants an empty set there; some leave it out
        return
    at, stop = definite(der, at, end, _ATTRIBUTES)
    if stop != end:
        malformed()
    while at < end:
        start, at = definite(der, at, end, SEQUENCE)
        type_end = definite(der, start, at, OID)[1]
        values_at, values_end = definite(der, type_end, at, SET)
        if values_end != at or header(der, values_at, at)[2] != at:
            malformed()
        yield der[start:type_end], der[values_at:at]


def _text(value: bytes) -> str:
    tag, start, stop = header(value, 0, len(value))
    text = value[start:stop].decode(_STRINGS.get(tag, "ascii"))
    if tag not in _STRINGS or len(text) > MAX_CHALLENGE:
        malformed()
    return text


def extension_names(value: bytes) -> Iterator[str]:
    """The extensions in the value of a request for some: by name, or as a dotted identifier."""
    at, end = definite(value, 0, len(value), SEQUENCE)
    while at < end:
        start, at = definite(value, at, end, SEQUENCE)
        number_at, number_end = definite(value, start, at, OID)
        if number_end - number_at > _MAX_OID:
            malformed()
        tag, _, stop = header(value, number_end, at)
        if tag == _BOOLEAN:
            tag, _, stop = header(value, stop, at)
        if tag != OCTET_STRING or stop != at:
            malformed()
        number = dotted(value[number_at:number_end])
        yield _EXTENSIONS.get(number, number)
