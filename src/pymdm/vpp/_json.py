"""JSON of Apps and Books: read strictly where it matters, leniently where it does not."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, Never

from pymdm.errors import DecodeError

__all__ = ["boolean", "date", "encode", "integer", "load_object", "number_text", "objects", "text", "texts"]

#: Digits of a number that comes as text: enough for 64 bits, and never slow to read.
_DIGITS: Final = re.compile(r"-?\d{1,18}", re.ASCII)

#: Characters of a date: ISO 8601 with fractions and zone has 32.
_MAX_DATE: Final = 40


def load_object(body: bytes, *, what: str) -> dict[str, Any]:
    """The JSON object in an answer.

    Raises:
        DecodeError: it is not one, or holds text that no database takes (NUL, half of a character).
    """
    try:
        found = json.loads(body, parse_constant=_refuse)
        if b"\\u" in body:  # only escapes bring such text past UTF-8 and the JSON grammar
            _storable(found)
    except (ValueError, RecursionError) as error:
        raise DecodeError(f"expected a JSON object as {what}") from error
    if type(found) is not dict:
        raise DecodeError(f"expected a JSON object as {what}")
    return found


def encode(value: Mapping[str, object]) -> bytes:
    """A request's body."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def text(found: Mapping[str, Any], key: str) -> str:
    """A text; empty if there is none, or something else."""
    value = found.get(key)
    return value if type(value) is str else ""


def number_text(found: Mapping[str, Any], key: str, *, path: str = "") -> str:
    """An identifier that has to be there, and that Apple writes as text or as a number.

    Raises:
        DecodeError: it is neither.
    """
    value = found.get(key)
    if type(value) is int:
        return str(value)
    if type(value) is not str or not value:
        raise DecodeError("expected a text or a whole number", path=f"{path}{key}")
    return value


def texts(found: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The texts of an array; () if there is none."""
    value = found.get(key)
    return tuple(item for item in value if type(item) is str) if type(value) is list else ()


def integer(found: Mapping[str, Any], key: str) -> int | None:
    """A whole number, also one that comes as text; None if there is none."""
    value = found.get(key)
    if type(value) is str and _DIGITS.fullmatch(value):
        return int(value)
    return value if type(value) is int else None


def boolean(found: Mapping[str, Any], key: str) -> bool | None:
    """True or false, also as text; None if it is neither."""
    value = found.get(key)
    if type(value) is str:
        value = {"true": True, "false": False}.get(value.strip().lower())
    return value if type(value) is bool else None


def date(found: Mapping[str, Any], key: str) -> datetime | None:
    """An aware date in UTC; None if there is none, or none that can be read."""
    value = found.get(key)
    if type(value) is not str or len(value) > _MAX_DATE:
        return None
    try:
        when = datetime.fromisoformat(value)
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def objects(found: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The objects of an array; [] if the key is missing.

    Raises:
        DecodeError: it is something else.
    """
    value = found.get(key)
    if value is None:
        return []
    if type(value) is not list or any(type(item) is not dict for item in value):
        raise DecodeError("expected an array of objects", path=key)
    return value


def _refuse(word: str) -> Never:
    raise ValueError(f"{word} is no JSON")


def _storable(found: object) -> None:
    shown = json.dumps(found, ensure_ascii=False)
    shown.encode()
    if "\\u0000" in shown:
        raise ValueError("text with NUL")
