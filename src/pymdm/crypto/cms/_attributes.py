"""Signed attributes: what stands between a signature and the content (RFC 5652, sections 5.3, 5.4 and 11)."""

from __future__ import annotations

from hmac import compare_digest
from typing import Final

from pymdm.crypto.cms._ber import SEQUENCE, SET, definite
from pymdm.crypto.cms._signed_data import ID_DATA
from pymdm.errors import Reason, SignatureInvalid

__all__ = ["CONTENT_TYPE", "MESSAGE_DIGEST", "SIGNING_TIME", "check_attributes", "poses_as_attributes"]

CONTENT_TYPE: Final = bytes.fromhex("06092a864886f70d010903")
MESSAGE_DIGEST: Final = bytes.fromhex("06092a864886f70d010904")
SIGNING_TIME: Final = bytes.fromhex("06092a864886f70d010905")

_CONTENT_IS_DATA: Final = b"\x30\x18" + CONTENT_TYPE + b"\x31\x0b" + ID_DATA
_SIGNED_ATTRIBUTES: Final = 0xA0
_OID_SIZE: Final = len(CONTENT_TYPE)
_DIGEST_SIZES: Final = (20, 32, 48, 64)
_BEFORE_DIGEST: Final = {  # the attribute up to its value, by the size of the digest
    size: bytes((0x30, size + 15)) + MESSAGE_DIGEST + bytes((0x31, size + 2, 0x04, size))
    for size in _DIGEST_SIZES
}


def check_attributes(attributes: bytes, digest: bytes) -> None:
    """Refuse signed attributes that do not stand for data of this digest.

    contentType and messageDigest must be there exactly once each, with exactly one value.  Signed
    attributes are DER, so each is compared as one piece; what else is signed along does not matter.

    Args:
        attributes: Complete element.
        digest: Of the content.

    Raises:
        SignatureInvalid: ``ATTRIBUTES_INVALID``, ``DIGEST_MISMATCH`` or ``MALFORMED``.
    """
    content_type = message_digest = b""
    end = len(attributes)
    at = definite(attributes, 0, end, _SIGNED_ATTRIBUTES)[0]
    while at < end:
        start, stop = definite(attributes, at, end, SEQUENCE)
        kind = attributes[start : start + _OID_SIZE]
        if kind == CONTENT_TYPE:
            if content_type:
                raise SignatureInvalid(Reason.ATTRIBUTES_INVALID)
            content_type = attributes[at:stop]
        elif kind == MESSAGE_DIGEST:
            if message_digest:
                raise SignatureInvalid(Reason.ATTRIBUTES_INVALID)
            message_digest = attributes[at:stop]
        at = stop
    before = _BEFORE_DIGEST[len(digest)]
    if content_type != _CONTENT_IS_DATA or not message_digest.startswith(before):
        raise SignatureInvalid(Reason.ATTRIBUTES_INVALID)
    if not compare_digest(message_digest, before + digest):
        raise SignatureInvalid(Reason.DIGEST_MISMATCH)


def poses_as_attributes(content: bytes) -> bool:
    """Whether the content is itself a set of signed attributes.

    A signature over attributes is, byte for byte, also a signature *without* attributes over their
    encoding, so an attacker may strip them and present the encoding as content (T22; see
    draft-ietf-lamps-cms-euf-cma-signeddata).
    """
    if not content.startswith(b"\x31"):
        return False
    end = len(content)
    found = False
    try:
        at, stop = definite(content, 0, end, SET)
        while at < stop:
            start, at = definite(content, at, stop, SEQUENCE)
            found |= content.startswith((CONTENT_TYPE, MESSAGE_DIGEST), start)
    except SignatureInvalid:
        return False
    return found and stop == end
