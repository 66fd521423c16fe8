"""JSON of the device enrollment service: read strictly where it matters, leniently where it does not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Never

from pymdm.errors import DecodeError

__all__ = ["boolean", "date", "encode", "integer", "load_object", "objects", "text", "texts"]


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


def text(found: Mapping[str, Any], key: str, *, path: str = "") -> str:
    """A text that has to be there.

    Raises:
        DecodeError: it is not, or is something else.
    """
    value = found.get(key)
    if type(value) is not str or not value:
        raise DecodeError("expected a text", path=f"{path}{key}")
    return value


def texts(found: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The texts of an array; () if there is none."""
    value = found.get(key)
    return tuple(item for item in value if type(item) is str) if type(value) is list else ()


def integer(found: Mapping[str, Any], key: str) -> int | None:
    """A number from 0, also one that comes as text; None if there is none, or none that can be meant."""
    value = found.get(key)
    if type(value) is str and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if type(value) is int and 0 <= value < 10**9 else None


def boolean(found: Mapping[str, Any], key: str) -> bool:
    """True or false, also as text: the 2014 examples have ``"false"``, which is true in most languages.

    Raises:
        DecodeError: it is neither.
    """
    value = found.get(key)
    if type(value) is str:
        value = {"true": True, "false": False}.get(value.strip().lower())
    if type(value) is not bool:
        raise DecodeError("expected true or false", path=key)
    return value


def date(found: Mapping[str, Any], key: str) -> datetime | None:
    """An aware date in UTC; None if there is none, or none that can be read: what was sent is kept as raw."""
    value = found.get(key)
    if type(value) is not str or len(value) > 40:
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
