"""The JSON of declarative management: read strictly, written so that equal values are equal bytes."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, Never

from pymdm._model._fields import fields_of
from pymdm._model._shapes import Array, Map, _Nested, _Scalar
from pymdm.errors import DecodeError, LocalProtocolError, TooLarge

__all__ = ["MAX_DEPTH", "dumps", "load_object", "rfc3339", "size", "typed_keys"]

# Apple's documents nest ten deep (configurations of apps and VPN); bookmarks and whatever else is free may
# go deeper, but nobody fills more than this by hand, and each level costs the readers behind some stack.
MAX_DEPTH: Final = 64

# What PostgreSQL's bigint and Apple's integers hold; JSON itself has no bound.
_INTEGERS: Final = range(-(2**63), 2**64)


def load_object(raw: bytes, *, what: str, limit: int) -> dict[str, Any]:
    """The JSON object in ``raw``.

    Raises:
        TooLarge: it has more than ``limit`` bytes.
        DecodeError: it is none, nests too deep, gives a key twice, or holds what other places cannot
            (NaN, giant integers, NUL, half of a character).
    """
    if len(raw) > limit:
        raise TooLarge(f"{what}: expected at most {limit} bytes")
    try:
        found = json.loads(raw, parse_constant=_refuse, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise DecodeError(f"expected a JSON object as {what}") from error
    if type(found) is not dict:
        raise DecodeError(f"expected a JSON object as {what}")
    if expected := _unfit(found):
        raise DecodeError(f"expected {expected} in {what}")
    return found


def dumps(value: Any, *, where: str) -> bytes:
    """JSON with sorted keys and nothing between them; bytes as base64, dates as in RFC 3339.

    Raises:
        LocalProtocolError: there is something in it that JSON or a reader of it cannot hold.
    """
    if expected := _unfit(value):
        raise LocalProtocolError(f"{where}: expected {expected}")
    return _written(value)


def size(value: Any) -> int:
    """How many bytes `dumps` makes of what `load_object` has given, which need not be looked at again."""
    return len(_written(value))


def rfc3339(when: datetime) -> str:
    """A date in UTC; fractions of a second only where there are any.

    Raises:
        ValueError: it has no time zone.
    """
    if when.utcoffset() is None:
        raise ValueError("expected a date with time zone")
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")


def typed_keys(cls: type, keys: Mapping[str, Any]) -> dict[str, Any]:
    """Keys of a JSON object as a schema class reads them: base64 where it expects bytes is decoded."""
    found = dict(keys)
    for field in fields_of(cls):
        name = field.key.wire
        if name in found:
            found[name] = _typed(field.shape, found[name])
    return found


def _written(value: Any) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_spelled)
    return text.encode()


def _typed(shape: object, value: Any) -> Any:
    if isinstance(shape, _Nested) and isinstance(value, dict):
        return typed_keys(shape.cls, value)
    if isinstance(shape, Array) and isinstance(value, list):
        return [_typed(shape.item, item) for item in value]
    if isinstance(shape, Map) and isinstance(value, dict):
        return {name: _typed(shape.item, item) for name, item in value.items()}
    if isinstance(shape, _Scalar) and shape.base is bytes and isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except ValueError:
            return value  # the class says what it expected instead
    return value


def _unfit(value: Any) -> str | None:
    """What should have been instead of something that does not fit; depth first, so that cycles end."""
    waiting: list[tuple[Any, int]] = [((value,), 0)]
    while waiting:
        found, depth = waiting.pop()
        if depth > MAX_DEPTH:
            return f"at most {MAX_DEPTH} levels"
        if isinstance(found, Mapping):
            if expected := next(filter(None, map(_unfit_key, found)), None):
                return expected
            found = found.values()
        for item in found:
            if isinstance(item, list | tuple | Mapping):
                if item:  # a million empty ones are passed in a moment
                    waiting.append((item, depth + 1))
            elif expected := _unfit_scalar(item):
                return expected
    return None


def _unfit_key(name: object) -> str | None:
    return _unfit_scalar(name) if isinstance(name, str) else "text as each key"


def _unfit_scalar(value: Any) -> str | None:
    if isinstance(value, str):
        return None if _storable(value) else "text without NUL and halves of characters"
    if value is None or isinstance(value, bool | bytes):
        return None
    if isinstance(value, int):
        return None if value in _INTEGERS else "integers of at most 64 bits"
    if isinstance(value, float):
        return None if math.isfinite(value) else "finite numbers"
    if isinstance(value, datetime):
        return None if value.utcoffset() is not None else "dates with time zone"
    return "text, numbers, booleans, arrays, dictionaries, bytes and dates only"


def _storable(text: str) -> bool:
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _spelled(value: Any) -> Any:
    """What `json` does not know of what `_unfit` lets pass."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return rfc3339(value) if isinstance(value, datetime) else dict(value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def _refuse(word: str) -> Never:
    raise ValueError(f"{word} is no JSON")
