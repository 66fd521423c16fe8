"""The key file of an API account of Apple Business or School Manager, told by its wrong label."""

from __future__ import annotations

import binascii
from typing import Final

__all__ = ["API_KEY", "API_KEY_HINT", "is_api_key"]

API_KEY: Final = "private key of an API account (Apple Business Manager or Apple School Manager)"
API_KEY_HINT: Final = (
    "says EC PRIVATE KEY and holds PKCS#8, as Apple's portal writes it; pymdm axm takes it as it is, "
    "and pymdm axm check tells whether Apple does"
)

#: Characters of base64 that end before the key begins: what is decoded says only what kind of key follows.
_HEAD: Final = 36

#: Version 0, and a key for the curve P-256 (RFC 5208, RFC 5480).
_P256: Final = bytes.fromhex("020100301306072a8648ce3d020106082a8648ce3d030107")


def is_api_key(label: str, body: bytes) -> bool:
    """Whether a PEM block is such a file; of the key itself nothing is decoded."""
    if label != "EC PRIVATE KEY":
        return False
    try:
        head = binascii.a2b_base64(b"".join(body[: 2 * _HEAD].split())[:_HEAD], strict_mode=True)
    except binascii.Error:
        return False
    return head.startswith(b"\x30") and _P256 in head
