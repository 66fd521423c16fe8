"""JSON of Apple's services: what is read and written in the same way of all of them.

Where one service is lenient and another strict, the reader is that service's own.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, Never

from pymdm.errors import DecodeError

__all__ = ["date", "encode", "load_object", "objects", "texts"]

#: Characters of a date: ISO 8601 with fractions and zone has 32.
_MAX_DATE: Final = 40

#: Objects and arrays within one another.  Apple's answers have five; what is taken is written as JSON again
#: later, from deeper in a program, and must not run into Python's limit of a thousand there (T67).
_MAX_DEPTH: Final = 50


def load_object(body: bytes, *, what: str) -> dict[str, Any]:
    """The JSON object in an answer.

    Raises:
        DecodeError: it is not one in UTF-8, nests without measure, or holds what no database takes or no
            JSON can write: NUL, half of a character, a number beyond all bounds.
    """
    found = _parsed(body)
    if type(found) is not dict:
        raise DecodeError(f"expected a JSON object as {what}")
    return found


def _parsed(body: bytes) -> object:
    """None for what is no JSON; json's own error would carry the answer along, and with it secrets (T65)."""
    try:
        # Given bytes, json would take UTF-16 too, and halves of characters in any encoding.
        text = body.decode("utf-8-sig")
        found: object = json.loads(text, parse_constant=_refuse, parse_float=_finite)
        if "\\u" in text:  # only escapes bring such text past UTF-8 and the JSON grammar
            _storable(found)
        _flat_enough(found)
    except (ValueError, RecursionError):
        return None
    return found


def encode(value: Mapping[str, object]) -> bytes:
    """A request's body."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def texts(found: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The texts of an array; () if there is none."""
    value = found.get(key)
    return tuple(item for item in value if type(item) is str) if type(value) is list else ()


def date(found: Mapping[str, Any], key: str) -> datetime | None:
    """An aware date in UTC; None if there is none, or none that can be read: what was sent is kept as raw."""
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


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("too large a number")
    return number


def _flat_enough(found: object) -> None:
    level: list[Any] = [[found]]
    for _ in range(_MAX_DEPTH + 1):
        level = [
            inner
            for each in level
            for inner in (each.values() if type(each) is dict else each)
            if type(inner) is dict or type(inner) is list
        ]
        if not level:
            return
    raise ValueError("nests too deep")


def _storable(found: object) -> None:
    shown = json.dumps(found, ensure_ascii=False)
    shown.encode()
    if "\\u0000" in shown:
        raise ValueError("text with NUL")
