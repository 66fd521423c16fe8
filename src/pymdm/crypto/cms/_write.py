"""Writing SignedData: DER, with the outer layers in BER's streaming form when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from pymdm.crypto.cms._attributes import CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME
from pymdm.crypto.cms._ber import END_OF_CONTENTS, SEQUENCE, SET
from pymdm.crypto.cms._signed_data import ID_DATA, ID_SIGNED_DATA

__all__ = [
    "EXPLICIT_0",
    "PRIMITIVE_0",
    "SEQUENCE",
    "SET",
    "element",
    "signed_attributes",
    "signed_data",
    "signer_info",
]

EXPLICIT_0: Final = 0xA0
PRIMITIVE_0: Final = 0x80

_OCTET_STRING: Final = 0x04
_CONSTRUCTED_OCTET_STRING: Final = 0x24
_UTC_TIME: Final = 0x17
_GENERALIZED_TIME: Final = 0x18
_UTC_TIME_YEARS: Final = range(1950, 2050)  # RFC 5652, 11.3
_PIECE: Final = 4096  # bytes in one piece of streamed content


def element(tag: int, contents: bytes) -> bytes:
    """One DER element."""
    size = len(contents)
    if size < 0x80:
        return bytes((tag, size)) + contents
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + contents


def signed_attributes(digest: bytes, signing_time: datetime | None, also: Mapping[bytes, bytes]) -> bytes:
    """The contents of the set of attributes, sorted as DER wants.  ``also``: type → value, both complete."""
    attributes = [
        _attribute(CONTENT_TYPE, ID_DATA),
        _attribute(MESSAGE_DIGEST, element(_OCTET_STRING, digest)),
    ]
    if signing_time is not None:
        attributes.append(_attribute(SIGNING_TIME, _time(signing_time)))
    attributes.extend(_attribute(oid, value) for oid, value in also.items())
    return b"".join(sorted(attributes))


def signer_info(
    name: bytes, digest_identifier: bytes, attributes: bytes, signature_identifier: bytes, signature: bytes
) -> bytes:
    """A SignerInfo; ``name`` and ``attributes`` come with their tags."""
    version = b"\x02\x01\x03" if name[0] == PRIMITIVE_0 else b"\x02\x01\x01"
    signature_value = element(_OCTET_STRING, signature)
    parts = (version, name, digest_identifier, attributes, signature_identifier, signature_value)
    return element(SEQUENCE, b"".join(parts))


def signed_data(
    *,
    digest_identifier: bytes,
    content: bytes | None,
    certificates: tuple[bytes, ...],
    signer_info: bytes,
    named_by_key: bool,
    ber: bool,
) -> bytes:
    """The ContentInfo around a SignedData with one signer."""
    layer = _streamed if ber else element
    encapsulated = ID_DATA
    if content is not None:
        octets = _pieces(content) if ber else element(_OCTET_STRING, content)
        encapsulated += layer(EXPLICIT_0, octets)
    parts = (
        b"\x02\x01\x03" if named_by_key else b"\x02\x01\x01",  # RFC 5652, 5.1
        element(SET, digest_identifier),
        layer(SEQUENCE, encapsulated),
        # DER sorts a set (X.690, 11.6), as OpenSSL does and as devices are promised.
        element(EXPLICIT_0, b"".join(certificates if ber else sorted(certificates))),
        element(SET, signer_info),
    )
    return layer(SEQUENCE, ID_SIGNED_DATA + layer(EXPLICIT_0, layer(SEQUENCE, b"".join(parts))))


def _attribute(oid: bytes, value: bytes) -> bytes:
    return element(SEQUENCE, oid + element(SET, value))


def _time(moment: datetime) -> bytes:
    if moment.year in _UTC_TIME_YEARS:
        return element(_UTC_TIME, moment.strftime("%y%m%d%H%M%SZ").encode())
    return element(_GENERALIZED_TIME, moment.strftime("%Y%m%d%H%M%SZ").encode())


def _streamed(tag: int, contents: bytes) -> bytes:
    """An element of indefinite length."""
    return bytes((tag, 0x80)) + contents + END_OF_CONTENTS


def _pieces(content: bytes) -> bytes:
    pieces = (content[start : start + _PIECE] for start in range(0, len(content), _PIECE))
    return _streamed(_CONSTRUCTED_OCTET_STRING, b"".join(element(_OCTET_STRING, piece) for piece in pieces))
