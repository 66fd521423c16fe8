"""The parts of a SignedData message (RFC 5652, section 5), cut out of the bytes received."""

from __future__ import annotations

from typing import Final, NamedTuple, NoReturn

from pymdm.crypto.cms._ber import (
    END_OF_CONTENTS,
    OCTET_STRING,
    OID,
    SEQUENCE,
    SET,
    definite,
    enter,
    header,
    leave,
    malformed,
    octets,
    skip,
)
from pymdm.errors import Reason, SignatureInvalid

__all__ = [
    "ID_DATA",
    "ID_SIGNED_DATA",
    "MAX_CERTIFICATES",
    "SignedData",
    "parse",
    "poses_as_attributes",
    "read_attributes",
]

ID_DATA: Final = bytes.fromhex("06092a864886f70d010701")
ID_SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")
_PKCS9: Final = bytes.fromhex("06092a864886f70d0109")  # contentType is 3 of this arc, messageDigest 4
_CONTENT_TYPE: Final = 3
_MESSAGE_DIGEST: Final = 4

MAX_CERTIFICATES: Final = 16
"""Certificates in one message.  Chains that Apple's devices send have one to four; each one more
costs a cache entry, which the sender must not be able to use up cheaply."""

_EXPLICIT_0: Final = 0xA0
_PRIMITIVE_0: Final = 0x80
_UNSIGNED_ATTRIBUTES: Final = 0xA1
_REVOCATION_LISTS: Final = 0xA1
_SHORT: Final = 0x7F
_OTHER_CERTIFICATES: Final = frozenset({0xA0, 0xA1, 0xA2, 0xA3})  # obsolete and attribute certificates
_VERSIONS: Final = frozenset(bytes((0x02, 0x01, version)) for version in (1, 3, 4, 5))
_SIGNER_VERSIONS: Final = frozenset(bytes((0x02, 0x01, version)) for version in (1, 3))


class SignedData(NamedTuple):
    """One SignedData with its one signerInfo; every field but ``content`` is the bytes as received.

    Attributes:
        digest_identifiers: Contents of digestAlgorithms.
        content_type: eContentType, the complete element.
        content: eContent, or None when detached.
        certificates: The X.509 certificates, in order.
        named_by_key: Whether ``name`` is a subject key identifier, not issuer and serial number.
        name: Contents of the signer identifier.
        digest_identifier: The signer's digestAlgorithm, complete.
        attributes: signedAttrs, complete and tagged [0], or None if there are none.
        signature_identifier: signatureAlgorithm, complete.
        signature: The signature value.
    """

    digest_identifiers: bytes
    content_type: bytes
    content: bytes | None
    certificates: tuple[bytes, ...]
    named_by_key: bool
    name: bytes
    digest_identifier: bytes
    attributes: bytes | None
    signature_identifier: bytes
    signature: bytes


def parse(data: bytes) -> SignedData:
    """Cut a ContentInfo with SignedData apart.

    Raises:
        SignatureInvalid: ``MALFORMED``, ``NO_SIGNER`` or ``SEVERAL_SIGNERS``.
    """
    end = len(data)
    try:
        at, content_info = enter(data, 0, end, SEQUENCE)
        if not data.startswith(ID_SIGNED_DATA, at):
            malformed()
        at, explicit = enter(data, at + len(ID_SIGNED_DATA), end, _EXPLICIT_0)
        at, signed_data = enter(data, at, end, SEQUENCE)
        if data[at : at + 3] not in _VERSIONS:
            malformed()
        start, at = definite(data, at + 3, end, SET)
        digest_identifiers = data[start:at]
        content_type, content, at = _content(data, at, end)
        certificates, at = _certificates(data, at, end)
        signer, at = _only_signer(data, at, end)
    except IndexError as error:  # short elements are read in place, without asking whether they are there
        raise SignatureInvalid(Reason.MALFORMED) from error
    for stop in (signed_data, explicit, content_info):
        if at != stop:
            at = leave(data, at, stop)
    if at != end:
        malformed()
    return SignedData(digest_identifiers, content_type, content, certificates, *signer)


def _content(data: bytes, at: int, end: int) -> tuple[bytes, bytes | None, int]:
    """The encapsulated content: its type, its bytes or None, and the position behind it."""
    start, stop = enter(data, at, end, SEQUENCE)
    if data[start] != OID:
        malformed()
    at = _behind_short(data, start)
    content_type = data[start:at]
    content = None
    if at != stop and not data.startswith(END_OF_CONTENTS, at):
        at, explicit = enter(data, at, end, _EXPLICIT_0)
        content, at = octets(data, at, end)
        at = leave(data, at, explicit)
    return content_type, content, leave(data, at, stop)


def _certificates(data: bytes, at: int, end: int) -> tuple[tuple[bytes, ...], int]:
    """The certificates, and the position behind them and the revocation lists, if either is there."""
    certificates: list[bytes] = []
    if data[at] == _EXPLICIT_0:
        at, stop = enter(data, at, end, _EXPLICIT_0)
        while at < stop if stop >= 0 else not data.startswith(END_OF_CONTENTS, at):
            start = at
            if data[at] == SEQUENCE:
                at = definite(data, at, end, SEQUENCE)[1]
                certificates.append(data[start:at])
                if len(certificates) > MAX_CERTIFICATES:
                    malformed()
            elif data[at] in _OTHER_CERTIFICATES:
                at = skip(data, at, end)
            else:
                malformed()
        at = leave(data, at, stop)
    if data[at] == _REVOCATION_LISTS:
        at = skip(data, at, end)
    return tuple(certificates), at


_Signer = tuple[bool, bytes, bytes, bytes | None, bytes, bytes]


def _only_signer(data: bytes, at: int, end: int) -> tuple[_Signer, int]:
    """The fields of the one signerInfo, and the position behind the set that holds it."""
    at, signer_infos = enter(data, at, end, SET)
    if at == signer_infos or data[at] != SEQUENCE:
        raise SignatureInvalid(Reason.NO_SIGNER)
    at, signer_info = enter(data, at, end, SEQUENCE)
    if data[at : at + 3] not in _SIGNER_VERSIONS:
        malformed()
    at += 3
    named_by_key = data[at] == _PRIMITIVE_0
    start, at = definite(data, at, end, _PRIMITIVE_0 if named_by_key else SEQUENCE)
    name = data[start:at]
    start, at = at, _behind_short(data, at)
    digest_identifier = data[start:at]
    attributes = None
    if data[at] == _EXPLICIT_0:
        start, at = at, definite(data, at, end, _EXPLICIT_0)[1]
        attributes = data[start:at]
    start, at = at, _behind_short(data, at)
    signature_identifier = data[start:at]
    signature, at = octets(data, at, end)
    if at != signer_info:
        if data[at] == _UNSIGNED_ATTRIBUTES:
            at = skip(data, at, end)
        at = leave(data, at, signer_info)
    if at != signer_infos:
        if data[at] == SEQUENCE:
            raise SignatureInvalid(Reason.SEVERAL_SIGNERS)
        at = leave(data, at, signer_infos)
    return (named_by_key, name, digest_identifier, attributes, signature_identifier, signature), at


def _behind_short(data: bytes, at: int) -> int:
    """The position behind an element that makes sense only if it is in a table of short elements.

    One with a longer length, or that runs over the end, comes out as bytes that are in no table.
    """
    return at + 2 + data[at + 1]


def read_attributes(attributes: bytes) -> tuple[bytes, bytes]:
    """What signed attributes say: the content's type (complete element) and its digest.

    Both must be there exactly once with exactly one value (RFC 5652, sections 5.3 and 11); what
    else is signed along is not looked at.

    Raises:
        SignatureInvalid: ``ATTRIBUTES_INVALID``, or ``MALFORMED``.
    """
    content_type = message_digest = None
    end = len(attributes)
    at = header(attributes, 0, end)[1]
    while at < end:
        start, at = definite(attributes, at, end, SEQUENCE)
        if not attributes.startswith(_PKCS9, start) or start + len(_PKCS9) >= at:
            continue
        kind = attributes[start + len(_PKCS9)]
        if kind == _MESSAGE_DIGEST:
            if message_digest is not None:
                _attributes_invalid()
            _, value = _only_value(attributes, start, at, OCTET_STRING)
            message_digest = attributes[value:at]
        elif kind == _CONTENT_TYPE:
            if content_type is not None:
                _attributes_invalid()
            element, _ = _only_value(attributes, start, at, OID)
            content_type = attributes[element:at]
    if content_type is None or message_digest is None:
        _attributes_invalid()
    return content_type, message_digest


def poses_as_attributes(content: bytes) -> bool:
    """Whether the content is itself a set of signed attributes.

    A signature over attributes is, byte for byte, also a signature *without* attributes over their
    encoding, so an attacker may strip them and present the encoding as content (T22; RFC 5652
    security considerations, draft-ietf-lamps-cms-euf-cma-signeddata).
    """
    if not content.startswith(b"\x31"):
        return False
    try:
        end = len(content)
        at, stop = definite(content, 0, end, SET)
        found = False
        while at < stop:
            start, at = definite(content, at, stop, SEQUENCE)
            if content.startswith(_PKCS9, start) and start + len(_PKCS9) < at:
                found |= content[start + len(_PKCS9)] in (_CONTENT_TYPE, _MESSAGE_DIGEST)
    except SignatureInvalid:
        return False
    return found and stop == end


def _only_value(attributes: bytes, start: int, end: int, tag: int) -> tuple[int, int]:
    """Where the single value of the attribute that ends at ``end`` starts: the element, its contents."""
    element, stop = definite(attributes, start + len(_PKCS9) + 1, end, SET)
    if stop != end or element == stop:
        _attributes_invalid()
    contents, stop = definite(attributes, element, end, tag)
    if stop != end:
        _attributes_invalid()
    return element, contents


def _attributes_invalid() -> NoReturn:
    raise SignatureInvalid(Reason.ATTRIBUTES_INVALID)
