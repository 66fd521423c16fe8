"""What may stand in the fields of a server token, and the dates of its JSON."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from pymdm.crypto.secret import Secret
from pymdm.errors import DecodeError

if TYPE_CHECKING:
    import attrs

__all__ = ["EXPIRY", "KEYS", "MAX_TOKEN", "aware", "date_text", "members", "visible_secret", "visible_text"]

# Apple's have 600 bytes; the file around it may have some thousand.
MAX_TOKEN: Final = 64 * 1024

# Apple's longest is below 150 characters, and each goes into a header with every login.
MAX_FIELD: Final = 1024

EXPIRY: Final = "access_token_expiry"
KEYS: Final = ("consumer_key", "consumer_secret", "access_token", "access_secret", EXPIRY)

_WANTED: Final = f"expected a server token, which is a JSON object with {', '.join(KEYS)}"
_CONTENT_TOKEN: Final = frozenset({"token", "expDate", "orgName"})


def members(data: bytes) -> dict[str, Any]:
    """The JSON object, with a text for each of the five keys of a token.

    Raises:
        DecodeError: it is none; the text says which key is missing, or what the file may be instead.
    """
    if len(data) > MAX_TOKEN:
        raise DecodeError(f"{_WANTED}, of at most {MAX_TOKEN} bytes")
    try:
        text = data.decode("utf-8-sig")
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_finite, parse_float=_finite)
    except DecodeError:
        raise
    except (ValueError, RecursionError):
        raise DecodeError(_WANTED) from None  # the cause would show a part of the secrets
    if not isinstance(found, dict):
        raise DecodeError(_WANTED)
    if found.keys() >= _CONTENT_TOKEN:
        raise DecodeError(f"{_WANTED}; this is a content token (.vpptoken), for Apps and Books")
    for key in KEYS:
        if key not in found:
            raise DecodeError(f"{_WANTED}; this has no {key}")
        if not isinstance(found[key], str):
            raise DecodeError("expected a text", path=key)
    return found


def visible_text(instance: object, attribute: attrs.Attribute[str], value: str) -> None:
    """The validator of a text that goes into a header.

    Raises:
        ValueError: it is empty, too long, or has other characters than the visible ones of ASCII.
    """
    _require_visible(attribute.name, value)


def visible_secret(instance: object, attribute: attrs.Attribute[Secret[str]], value: Secret[str]) -> None:
    """The same of a secret one.

    Raises:
        TypeError: it is no Secret, or one of bytes.
        ValueError: as `visible_text`.
    """
    given: object = value  # who does not check types may give anything
    text: object = given.reveal() if isinstance(given, Secret) else None
    if not isinstance(text, str):
        raise TypeError(f"{attribute.name}: expected a Secret with a str")
    _require_visible(attribute.name, text)


def aware(text: str) -> datetime:
    """A date with time and zone, as ISO 8601 has it: ``2026-01-17T11:02:21Z``, ``…+02:00``, ``…+0000``.

    Raises:
        DecodeError: it is none, or has no zone.
    """
    try:
        found = datetime.fromisoformat(text.strip())
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise DecodeError("expected date, time and zone as in 2030-01-31T12:00:00Z", path=EXPIRY)


def date_text(moment: datetime) -> str:
    """A date as Apple writes it."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _require_visible(name: str, text: str) -> None:
    if not 0 < len(text) <= MAX_FIELD or not (text.isascii() and text.isprintable()) or " " in text:
        raise ValueError(f"{name}: expected 1 to {MAX_FIELD} visible characters of ASCII, no space")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DecodeError("expected each key once; two readers could choose differently")
    return found


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):  # NaN, and 1e999: it could not be written again
        raise DecodeError("expected JSON; it knows no infinite numbers")
    return number
