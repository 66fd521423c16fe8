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
_DIGEST_SIZES: Final = (20, 32, 48, 64)
_BEFORE_DIGEST: Final = {  # the attribute up to its value, by the size of the digest
    size: bytes((0x30, size + 15)) + MESSAGE_DIGEST + bytes((0x31, size + 2, 0x04, size))
    for size in _DIGEST_SIZES
}


def check_attributes(attributes: bytes, digest: bytes) -> None:
    """Refuse signed attributes that do not stand for data of this digest.

    contentType and messageDigest must be there exactly once each, with exactly one value.  Signed
    attributes are DER, so each has one possible encoding and is compared as one piece; one of these two
    that reads otherwise is refused.  What else is signed along does not matter.

    Args:
        attributes: Complete element.
        digest: Of the content.

    Raises:
        SignatureInvalid: ``ATTRIBUTES_INVALID``, ``DIGEST_MISMATCH`` or ``MALFORMED``.
    """
    end = len(attributes)
    before = _BEFORE_DIGEST[len(digest)]
    types = 0
    found: list[bytes] = []
    at = definite(attributes, 0, end, _SIGNED_ATTRIBUTES)[0]
    while at < end:
        if attributes.startswith(_CONTENT_IS_DATA, at):
            types += 1
            at += len(_CONTENT_IS_DATA)
        elif attributes.startswith(before, at):
            at += len(before)
            found.append(attributes[at : at + len(digest)])
            at += len(digest)
        else:
            start, at = definite(attributes, at, end, SEQUENCE)
            if attributes.startswith((CONTENT_TYPE, MESSAGE_DIGEST), start):
                raise SignatureInvalid(Reason.ATTRIBUTES_INVALID)
    if types != 1 or len(found) != 1 or at != end:
        raise SignatureInvalid(Reason.ATTRIBUTES_INVALID)
    if not compare_digest(found[0], digest):
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
