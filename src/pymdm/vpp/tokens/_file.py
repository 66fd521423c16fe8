"""What is in a .vpptoken file: base64 of a small JSON object.

Source: MDM reference 2014, VPP App Assignment, Authentication; Apple's documentation, Getting Started
with the Management API.
"""

from __future__ import annotations

import base64
import binascii
import json
import unicodedata
from datetime import UTC, datetime
from typing import Any, Final

from pymdm.errors import DecodeError

__all__ = ["MAX_FILE", "aware", "members", "shown", "text_of"]

# Apple's have some hundred characters, and each goes into a header with every request: web servers take 8 KB
# of headers, so that a longer one could never be used.
MAX_FILE: Final = 6 * 1024

TOKEN: Final = "token"  # noqa: S105 - the name of a key
EXPIRY: Final = "expDate"
ORGANIZATION: Final = "orgName"
KEYS: Final = (TOKEN, EXPIRY, ORGANIZATION)

_WANTED: Final = "expected a content token (.vpptoken) as Apple's portal gives it out"
_AGAIN: Final = "download it once more"
#: Control characters, halves of characters, separators of lines and paragraphs.
_BROKEN: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})

_MARK: Final = b"\xef\xbb\xbf"


def text_of(data: bytes) -> str:
    """The text of the file on one line, which is what requests carry.

    Raises:
        DecodeError: it is no base64; the text says what the file may be instead.
    """
    if len(data) > MAX_FILE:
        raise DecodeError(f"{_WANTED}, of at most {MAX_FILE} bytes; this is another file")
    joined = b"".join(data.removeprefix(_MARK).split())
    if not joined:
        raise DecodeError(f"{_WANTED}; this file is empty: {_AGAIN}")
    if joined.startswith(b"{"):
        raise DecodeError(f"{_WANTED}, in base64; this is JSON: {_other(data) or 'it was decoded already'}")
    if b"pkcs7" in joined[:1024].lower():
        raise DecodeError(f"{_WANTED}; this is a server token (.p7m), for device enrollment: pymdm dep token")
    try:
        base64.b64decode(joined, validate=True)
    except binascii.Error:
        raise DecodeError(f"{_WANTED}, which is base64; this is not, or is cut short: {_AGAIN}") from None
    return joined.decode("ascii")


def members(text: str) -> dict[str, Any]:
    """The JSON object inside, with a text for each of its three keys.

    Raises:
        DecodeError: it is none; the text says which key is missing.
    """
    try:
        found = json.loads(base64.b64decode(text).decode("utf-8-sig"), object_pairs_hook=_once)
    except DecodeError:
        raise
    except (ValueError, RecursionError):
        raise DecodeError(f"{_WANTED}, with JSON inside; there is something else in it: {_AGAIN}") from None
    if not isinstance(found, dict):
        raise DecodeError(f"{_WANTED}, with a JSON object inside; there is something else in it")
    for key in KEYS:
        if key not in found:
            raise DecodeError(f"{_WANTED}, with {', '.join(KEYS)} inside; this has no {key}")
        if not isinstance(found[key], str) or not found[key]:
            raise DecodeError("expected a text", path=key)
    return found


def aware(text: str) -> datetime:
    """A date with time and zone in any form of ISO 8601: ``…+0000``, ``…-07:00``, ``…Z``, with fractions.

    Raises:
        DecodeError: it is none, or has no zone.
    """
    try:
        found = datetime.fromisoformat(text.strip())
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise DecodeError("expected date, time and zone as in 2030-01-31T12:00:00+0000", path=EXPIRY)


def shown(name: str) -> str:
    """The organization's name for people: without marks that are not seen, and with plain spaces.

    A no-break space or a mark of direction is no reason to refuse a token that works.

    Raises:
        DecodeError: it has more than one line, is half a character, or nothing of it is seen.
    """
    plain = "".join(
        letter if letter.isprintable() else " " if unicodedata.category(letter) == "Zs" else ""
        for letter in name
    ).strip()
    if not plain or any(unicodedata.category(letter) in _BROKEN for letter in name):
        raise DecodeError("expected a name on one line", path=ORGANIZATION)
    return plain


def _other(data: bytes) -> str:
    return "a server token of device enrollment, decrypted" if b'"consumer_key"' in data else ""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DecodeError("expected each key once; two readers could choose differently")
    return found
