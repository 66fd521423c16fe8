"""Records and property lists as JSON, without any secret that a record holds."""

from __future__ import annotations

import base64
import binascii
import enum
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import attrs

from pymdm.protocol import EnrollmentID, plist

__all__ = ["event", "from_json", "record", "result", "to_json"]

# Reaches what a certificate or a token field of a record would show; those have ``repr=False`` too.
_PIN = "pin"


def record(value: Any) -> dict[str, Any]:
    """A record as JSON: every field that may be shown.

    What a record hides from ``repr`` (tokens, bodies, raw messages) is hidden here by the same mark.
    """
    shown: dict[str, Any] = {}
    for field in attrs.fields(type(value)):
        if field.repr is False:
            continue
        content = getattr(value, field.name)
        shown[field.name] = content.hex() if field.name == _PIN and content else _plain(content)
    return shown


def event(value: Any) -> dict[str, Any]:
    """An event as JSON: its kind and what it tells."""
    return {"event": type(value).__name__, **record(value)}


def result(raw: bytes | None) -> Any:
    """The device's answer, whole, as JSON; None while there is none."""
    return None if raw is None else to_json(plist.loads(raw))


def to_json(value: Any) -> Any:
    """A property list value as JSON; see the module ``admin`` for data and dates."""
    if isinstance(value, Mapping):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, bytes):
        return {"$data": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        return {"$date": _time(value)}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [to_json(item) for item in value]
    return value


def from_json(value: Any) -> Any:
    """The property list value that ``to_json`` makes JSON of.  Raises ValueError."""
    if isinstance(value, dict):
        if value.keys() == {"$data"}:
            return _data(value["$data"])
        if value.keys() == {"$date"}:
            return _date(value["$date"])
        return {key: from_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [from_json(item) for item in value]
    return value


def _data(text: object) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except binascii.Error as error:
        raise ValueError('"$data" must be base64') from error


def _date(text: object) -> datetime:
    try:
        return datetime.strptime(str(text), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise ValueError('"$date" must look like 2026-01-31T12:00:00Z') from error


def _time(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _plain(value: Any) -> Any:
    if isinstance(value, EnrollmentID):
        return {"id": value.id, "kind": value.kind.value}
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime):
        return _time(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
