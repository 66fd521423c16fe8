"""Records and property lists as JSON, without any secret that a record holds."""

from __future__ import annotations

import base64
import enum
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import attrs

from pymdm.errors import RemoteProtocolError
from pymdm.protocol import EnrollmentID, plist

__all__ = ["MAX_DEPTH", "event", "from_json", "record", "result", "to_json"]

# As deep as a property list may be: what is deeper could not be sent anyway.
MAX_DEPTH = 64


def record(value: Any) -> dict[str, Any]:
    """A record as JSON: every field that may be shown.

    What a record hides from ``repr`` (tokens, bodies, raw messages) is hidden here by the same mark.
    """
    return {
        field.name: _plain(getattr(value, field.name))
        for field in attrs.fields(type(value))
        if field.repr is not False
    }


def event(value: Any) -> dict[str, Any]:
    """An event as JSON: its kind and what it tells."""
    return {"event": type(value).__name__, **record(value)}


def result(raw: bytes | None) -> Any:
    """The device's answer, whole, as JSON; None while there is none.

    Only the first level is read when an answer comes in.  One that is malformed further inside is
    given as it came, with what is wrong about it.
    """
    if raw is None:
        return None
    try:
        return to_json(plist.loads(raw))
    except RemoteProtocolError as error:
        return {"unreadable": str(error), "raw": to_json(raw)}


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


def from_json(value: Any, *, depth: int = 0) -> Any:
    """The property list value that ``to_json`` makes JSON of.  Raises ValueError."""
    if depth > MAX_DEPTH:
        raise ValueError(f"expected at most {MAX_DEPTH} arrays and objects inside each other")
    if isinstance(value, dict):
        if value.keys() == {"$data"}:
            return _data(value["$data"])
        if value.keys() == {"$date"}:
            return _date(value["$date"])
        return {key: from_json(item, depth=depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [from_json(item, depth=depth + 1) for item in value]
    return value


def _data(text: object) -> bytes:
    try:
        # A number or null has no encode.
        return base64.b64decode(text.encode("ascii"), validate=True)  # type: ignore[attr-defined]
    except (AttributeError, ValueError) as error:
        raise ValueError('"$data" must be base64') from error


def _date(text: object) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise ValueError('"$date" must look like 2026-01-31T12:00:00Z') from error


def _time(value: datetime) -> str:
    # Not strftime: it writes the year 900 with three digits.
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _plain(value: Any) -> Any:
    if isinstance(value, EnrollmentID):
        return {"id": value.id, "kind": value.kind.value}
    if attrs.has(type(value)):
        return record(value)
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime):
        return _time(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.hex() if isinstance(value, bytes) else value
