"""Which kind of file some DER or BER bytes are, told by their shape alone.

Only the outermost elements are looked at, so that a private key is recognised without being loaded.
Nothing is verified here; what `describe_signed` returns is a claim.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

import attrs

from pymdm.errors import Reason, SignatureInvalid

from .cms._algorithms import ALGORITHMS, DIGEST_IDENTIFIERS
from .cms._ber import (
    BIT_STRING,
    CONSTRUCTED_OCTET_STRING,
    END_OF_CONTENTS,
    INTEGER,
    OCTET_STRING,
    OID,
    SEQUENCE,
    SET,
    definite,
    enter,
    header,
    shell,
    skip,
)
from .cms._signed_data import SignedData
from .describe import dotted, name_text

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "Encoding",
    "EnvelopedFacts",
    "FileKind",
    "SignedFacts",
    "describe_enveloped",
    "describe_signed",
    "encoding_of",
    "recognize",
]

# One per device or server that may read it; a profile is encrypted to one device, a token to one server.
MAX_RECIPIENTS = 16

# BER shows within the first layers; a thousand elements is more than any signature has.
MAX_ELEMENTS = 1000

_EXPLICIT_0: Final = 0xA0
_CONSTRUCTED: Final = 0x20
_SIGNED: Final = "1.2.840.113549.1.7.2"
_ENVELOPED: Final = ("1.2.840.113549.1.7.3", "1.2.840.113549.1.9.16.1.23")
_CMS_ARCS: Final = ("1.2.840.113549.1.7.", "1.2.840.113549.1.9.16.1.")
_CIPHERS: Final = {
    "1.3.14.3.2.7": "DES-CBC",
    "1.2.840.113549.3.2": "RC2",
    "1.2.840.113549.3.7": "3DES-CBC",
    "2.16.840.1.101.3.4.1.2": "AES-128-CBC",
    "2.16.840.1.101.3.4.1.6": "AES-128-GCM",
    "2.16.840.1.101.3.4.1.22": "AES-192-CBC",
    "2.16.840.1.101.3.4.1.26": "AES-192-GCM",
    "2.16.840.1.101.3.4.1.42": "AES-256-CBC",
    "2.16.840.1.101.3.4.1.46": "AES-256-GCM",
}

_TRANSPORTS: Final = {
    "1.2.840.113549.1.1.1": "RSA PKCS #1 v1.5",
    "1.2.840.113549.1.1.7": "RSA-OAEP",
}


@enum.unique
class FileKind(enum.Enum):
    """What a DER or BER file is."""

    CERTIFICATE = "certificate"
    CERTIFICATE_REQUEST = "certificate request"
    SIGNED_DATA = "CMS signed data"
    ENVELOPED_DATA = "CMS enveloped data"
    OTHER_CMS = "CMS of another type"
    PKCS12 = "PKCS#12 container"
    PRIVATE_KEY = "private key"
    ENCRYPTED_PRIVATE_KEY = "encrypted private key"
    PUBLIC_KEY = "public key"


@enum.unique
class Encoding(enum.StrEnum):
    """How a structure is written."""

    BER = "BER"
    """Streamed: some lengths are left open, or a string is in pieces."""
    DER = "DER"
    """Every length known in advance."""


@attrs.frozen(kw_only=True)
class SignedFacts:
    """What a signature says of itself before anybody has checked it.

    Attributes:
        encoding: How it is written.
        digest: ``sha1`` and the like; None for one that is not known here.
        algorithm: ``rsa-sha1`` and the like; None for one that is not known here.
        with_attributes: Whether signed attributes stand between signature and content.
        certificates: What came along, DER.
        content: What it carries; None if it is detached.
    """

    encoding: Encoding
    digest: str | None
    algorithm: str | None
    with_attributes: bool
    certificates: tuple[bytes, ...] = attrs.field(repr=False)
    content: bytes | None = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class EnvelopedFacts:
    """To whom something is encrypted, and how.

    Attributes:
        encoding: How it is written.
        recipients: The certificate that each recipient has: issuer and serial number, or key identifier.
        transports: How the key reaches those with a certificate, each way once: ``RSA PKCS #1 v1.5``,
            ``RSA-OAEP``, or a dotted identifier.
        cipher: ``AES-128-CBC`` and the like, or a dotted identifier.
    """

    encoding: Encoding
    recipients: tuple[str, ...]
    transports: tuple[str, ...]
    cipher: str


def recognize(data: bytes) -> FileKind | None:
    """The kind of ``data``, or None if it is not one whole structure of a known kind."""
    try:
        at, end = shell(data, 0, len(data), SEQUENCE)
        tag, start, stop = header(data, at, end)
        if tag == OID:
            return _cms_kind(dotted(data[start:stop]))
        if tag == INTEGER:
            return _versioned_kind(data[start:stop], data[stop : stop + 1])
        if tag == SEQUENCE and stop >= 0:
            return _nested_kind(data, start, stop, end)
    except SignatureInvalid:
        pass
    return None


def encoding_of(data: bytes) -> Encoding:
    """Whether open lengths or strings in pieces show in the structure of ``data``."""
    at, end = 0, len(data)
    for _ in range(MAX_ELEMENTS):
        if at >= end:
            break
        try:
            tag, start, stop = header(data, at, end)
        except SignatureInvalid:
            break
        if stop < 0 or tag == CONSTRUCTED_OCTET_STRING:
            return Encoding.BER
        at = start if tag & _CONSTRUCTED else stop
    return Encoding.DER


def describe_signed(data: bytes) -> SignedFacts:
    """The facts of a SignedData.

    Raises:
        SignatureInvalid: it is malformed, or has no signer or several.
    """
    signed = SignedData(data)
    algorithm = ALGORITHMS.get(signed.digest_identifier + signed.signature_identifier)
    return SignedFacts(
        encoding=encoding_of(data),
        digest=DIGEST_IDENTIFIERS.get(signed.digest_identifier),
        algorithm=None if algorithm is None else algorithm.name,
        with_attributes=signed.attributes is not None,
        certificates=signed.certificates,
        content=signed.content,
    )


def describe_enveloped(data: bytes) -> EnvelopedFacts:
    """The facts of an EnvelopedData (RFC 5652, section 6) that can be known without its key.

    Raises:
        SignatureInvalid: it is malformed.
    """
    try:
        at, end = shell(data, 0, len(data), SEQUENCE)
        at = definite(data, at, end, OID)[1]
        at, end = shell(data, at, end, _EXPLICIT_0)
        at, end = shell(data, at, end, SEQUENCE)
        at = definite(data, at, end, INTEGER)[1]
        if data[at] == _EXPLICIT_0:
            at = skip(data, at, end)
        recipients = tuple(_recipients(data, at, end))
        at = skip(data, at, end)
        at, _ = enter(data, at, end, SEQUENCE)
        at = definite(data, at, end, OID)[1]
        at, _ = definite(data, at, end, SEQUENCE)
        start, stop = definite(data, at, end, OID)
    except IndexError as error:  # a tag is looked at where the bytes have ended
        raise SignatureInvalid(Reason.MALFORMED) from error
    cipher = dotted(data[start:stop])
    return EnvelopedFacts(
        encoding=encoding_of(data),
        recipients=tuple(name for name, _ in recipients),
        transports=tuple(dict.fromkeys(way for _, way in recipients if way)),
        cipher=_CIPHERS.get(cipher, cipher),
    )


def _cms_kind(oid: str) -> FileKind | None:
    if oid == _SIGNED:
        return FileKind.SIGNED_DATA
    if oid in _ENVELOPED:
        return FileKind.ENVELOPED_DATA
    return FileKind.OTHER_CMS if oid.startswith(_CMS_ARCS) else None


def _versioned_kind(version: bytes, next_tag: bytes) -> FileKind | None:
    """PKCS#12 is version 3 before a SEQUENCE; keys are version 0 or 1, by PKCS#8, PKCS#1 or SEC 1."""
    tag = next_tag[0] if next_tag else 0
    if version == b"\x03" and tag == SEQUENCE:
        return FileKind.PKCS12
    keys = {(0, SEQUENCE), (1, SEQUENCE), (0, INTEGER), (1, OCTET_STRING)}
    return FileKind.PRIVATE_KEY if len(version) == 1 and (version[0], tag) in keys else None


def _nested_kind(data: bytes, start: int, stop: int, end: int) -> FileKind | None:
    first, inner, inner_stop = header(data, start, stop)
    following = header(data, stop, end)[0]
    if first == OID:
        kinds = {OCTET_STRING: FileKind.ENCRYPTED_PRIVATE_KEY, BIT_STRING: FileKind.PUBLIC_KEY}
        return kinds.get(following)
    if following != SEQUENCE or first not in (INTEGER, _EXPLICIT_0):
        return None
    # A request is version 0, name, key, [0]; an old certificate has a number and four SEQUENCEs there.
    if first == INTEGER and data[inner:inner_stop] == b"\x00":
        at = skip(data, skip(data, inner_stop, stop), stop)
        if data.startswith(bytes((_EXPLICIT_0,)), at):
            return FileKind.CERTIFICATE_REQUEST
    return FileKind.CERTIFICATE


def _recipients(data: bytes, at: int, end: int) -> Iterator[tuple[str, str]]:
    at, stop = enter(data, at, end, SET)
    for _ in range(MAX_RECIPIENTS):
        if at >= stop if stop >= 0 else data.startswith(END_OF_CONTENTS, at):
            break
        yield _recipient(data, at, end)
        at = skip(data, at, end)


def _recipient(data: bytes, at: int, end: int) -> tuple[str, str]:
    """Whose certificate, and how the key reaches its owner."""
    if data[at] != SEQUENCE:
        return "by another way than a certificate's RSA key", ""
    at, _ = enter(data, at, end, SEQUENCE)
    at = definite(data, at, end, INTEGER)[1]
    tag, start, stop = header(data, at, end)
    if tag != SEQUENCE or stop < 0:
        return f"key identifier {data[start:stop].hex()}", _transport(data, stop, end)
    name_end = definite(data, start, stop, SEQUENCE)[1]
    number_at, number_end = definite(data, name_end, stop, INTEGER)
    number = int.from_bytes(data[number_at:number_end], "big", signed=True)
    name = name_text(data[start:name_end]) or "(empty)"
    return f"{name}, serial {number}", _transport(data, stop, end)


def _transport(data: bytes, at: int, end: int) -> str:
    at, end = definite(data, at, end, SEQUENCE)
    start, stop = definite(data, at, end, OID)
    oid = dotted(data[start:stop])
    return _TRANSPORTS.get(oid, oid)
