"""JSON:API documents: read strictly where it matters, leniently where it does not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Never, TypeAlias

from pymdm.errors import DecodeError

__all__ = ["Object", "date", "encode", "first", "load_object", "objects", "resource", "text", "texts"]

Object: TypeAlias = dict[str, Any]


def load_object(body: bytes, *, what: str) -> Object:
    """The JSON object in an answer.

    Raises:
        DecodeError: it is not one, or holds text that no database takes (NUL, half of a character).
    """
    try:
        found = json.loads(body, parse_constant=_refuse)
        if b"\\u" in body:  # only escapes bring such text past UTF-8 and the JSON grammar
            json.dumps(found, ensure_ascii=False).encode()
            if "\\u0000" in json.dumps(found):
                raise ValueError("text with NUL")
    except (ValueError, RecursionError) as error:
        raise DecodeError(f"expected a JSON object as {what}") from error
    if type(found) is not dict:
        raise DecodeError(f"expected a JSON object as {what}")
    return found


def encode(value: Mapping[str, object]) -> bytes:
    """A request's body."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def resource(found: object, kind: str, *, path: str = "data") -> Object:
    """A resource, which has to have an id; one without ``type`` is believed.

    Raises:
        DecodeError: it is something else.
    """
    if type(found) is not dict or found.get("type", kind) != kind:
        raise DecodeError(f"expected a resource of type {kind}", path=path)
    if type(found.get("id")) is not str or not found["id"]:
        raise DecodeError("expected a text", path=f"{path}.id")
    return found


def objects(found: Object) -> list[object]:
    """The resources of a page.

    Raises:
        DecodeError: there is no array of them.
    """
    data = found.get("data")
    if type(data) is not list:
        raise DecodeError("expected an array", path="data")
    return data


def text(found: Mapping[str, Any], key: str) -> str:
    """A text; empty if there is none."""
    value = found.get(key)
    return value if type(value) is str else ""


def texts(found: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Texts; one alone counts, for Apple has turned single IMEIs into lists."""
    value = found.get(key)
    values = value if type(value) is list else [value]
    return tuple(each for each in values if type(each) is str and each)


def first(found: Object, key: str) -> Object:
    """The object at a key; empty if there is none."""
    value = found.get(key)
    return value if type(value) is dict else {}


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


def _refuse(word: str) -> Never:
    raise ValueError(f"{word} is no JSON")
