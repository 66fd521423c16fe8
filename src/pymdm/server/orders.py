"""What an administrator's JSON orders: a command and the options of its queueing, checked field by field."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs

from pymdm import commands, schema
from pymdm._model import Model
from pymdm._model._fields import fields_of
from pymdm.errors import DecodeError
from pymdm.server import representation as rep
from pymdm.server.http import HTTPError

if TYPE_CHECKING:
    from pymdm.service import CommandLike

__all__ = ["Order", "read_fields", "read_order"]

# Anything over it is a mistake: real queues use a handful of priorities, and databases keep 32 bits.
MAX_PRIORITY = 1_000_000

# Long enough for any sentence that names what an order is for, short enough for an index.
MAX_TEXT = 255

# A sentence that names more, or longer ones, helps nobody to find the one that is spelled wrong.
MAX_NAMES = 5
MAX_NAME = 60

# A UUID is part of an address, so that only what needs no escape there is taken.
_UUID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


@attrs.frozen(kw_only=True)
class Order:
    """A command, and the keyword arguments with which it is queued.

    ``known`` is whether the schema knows the command; ``unknown`` are the keys that it does not
    know of one that it does, with their place: ``Settings[0].Colour``.  They are sent as well.
    """

    command: CommandLike
    known: bool
    unknown: tuple[str, ...] = ()
    options: dict[str, Any] = attrs.field(factory=dict)


def read_order(body: bytes) -> Order:
    """The order in a body: ``{"request_type": …, "keys": {…}, "options": {…}}``.

    Raises:
        HTTPError: 400, with the field that is wrong and what it should have been.
    """
    wanted = _json_object(body)
    unknown = sorted(wanted.keys() - {"request_type", "keys", "options"})
    if unknown:
        raise HTTPError(400, f"unknown fields: {', '.join(map(ascii, unknown))}")
    command = _command(wanted.get("request_type"), wanted.get("keys", {}))
    return Order(
        command=command,
        known=not isinstance(command, commands.Raw),
        unknown=tuple(_unknown_keys(command)),
        options=_options(wanted.get("options", {})),
    )


def read_fields(body: bytes, *names: str) -> dict[str, str]:
    """The texts under these names in a body: all of them, and nothing else.

    Raises:
        HTTPError: 400, with the field that is missing or wrong.
    """
    given = _json_object(body)
    unknown = sorted(given.keys() - set(names))
    if unknown:
        raise HTTPError(400, f"unknown fields: {', '.join(map(ascii, unknown))}")
    for name in names:
        try:
            _text(given.get(name))
        except ValueError as error:
            raise HTTPError(400, f"{name} must be printable text of at most {MAX_TEXT} characters") from error
    return given


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body, parse_constant=_no_constant, object_pairs_hook=_no_duplicates)
    except (ValueError, RecursionError) as error:
        raise HTTPError(400, "the body must be JSON, without NaN, Infinity or a key given twice") from error
    if not isinstance(value, dict):
        raise HTTPError(400, "the body must be a JSON object")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is given twice")
    return found


def _command(request_type: object, keys: object) -> CommandLike:
    """A typed command from its wire keys; one that the schema does not know yet is sent as it is."""
    if not isinstance(request_type, str) or not request_type:
        raise HTTPError(400, "request_type must name a command, such as DeviceInformation")
    if not isinstance(keys, dict):
        raise HTTPError(400, "keys must be an object: the command's keys as Apple spells them")
    try:
        wire = rep.from_json(keys)
        known = schema.command_class(request_type)
        if known is None:
            return commands.Raw(request_type, wire)
    except (TypeError, ValueError) as error:
        raise HTTPError(400, f"keys: {error}") from error
    try:
        return known.decode(wire)
    except (DecodeError, TypeError, ValueError) as error:
        raise HTTPError(400, f"keys: {error}{_misspelt(known, wire)}") from error


def _misspelt(known: type[Model], wire: Mapping[str, Any]) -> str:
    """Beside a key that is missing, perhaps the one that was meant to be it."""
    unknown = sorted(wire.keys() - {"RequestType", *(field.key.wire for field in fields_of(known))})
    if not unknown:
        return ""
    names = ", ".join(ascii(name[:MAX_NAME]) for name in unknown[:MAX_NAMES])
    more = ", ..." if len(unknown) > MAX_NAMES else ""
    word = "keys" if unknown[1:] else "key"
    return f"; found unknown {word} {names}{more}: keys are spelled as Apple does"


def _unknown_keys(value: object, path: str = "") -> Iterator[str]:
    """The keys of a command, and of the dictionaries in it, that their classes do not know."""
    if isinstance(value, commands.Raw):
        return
    if isinstance(value, Model):
        yield from (f"{path}{name}" for name in value.extra)
        for field in fields_of(type(value)):
            yield from _unknown_keys(getattr(value, field.name), f"{path}{field.key.wire}.")
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _unknown_keys(item, f"{path.removesuffix('.')}[{number}].")


def _options(given: object) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise HTTPError(400, "options must be an object")
    return {name: _option(name, value) for name, value in given.items()}


def _option(name: str, value: object) -> object:
    if name not in _OPTIONS:
        raise HTTPError(400, f"unknown option {name!a}; known are {', '.join(sorted(_OPTIONS))}")
    expected, read = _OPTIONS[name]
    try:
        return read(value)
    except (TypeError, ValueError) as error:
        raise HTTPError(400, f"option {name} must be {expected}") from error


def _require(fits: bool) -> None:  # noqa: FBT001 - reads like an assertion
    if not fits:
        raise ValueError


def _whole_number(value: object) -> object:
    _require(type(value) is int and -MAX_PRIORITY <= value <= MAX_PRIORITY)
    return value


def _boolean(value: object) -> object:
    _require(isinstance(value, bool))
    return value


def _text(value: object) -> object:
    _require(isinstance(value, str) and 0 < len(value) <= MAX_TEXT and value.isprintable())
    return value


def _uuid(value: object) -> object:
    _require(isinstance(value, str) and _UUID.fullmatch(value) is not None)
    return value


def _unknown(value: object) -> object:
    _require(value in ("refuse", "allow"))
    return value


def _time(value: object) -> object:
    found = rep.from_json(value)
    _require(isinstance(found, datetime))
    return found


_OPTIONS: dict[str, tuple[str, Callable[[object], object]]] = {
    "dedupe_key": (f"printable text of at most {MAX_TEXT} characters", _text),
    "expires_at": ('a time: {"$date": "2026-01-31T12:00:00Z"}', _time),
    "not_before": ('a time: {"$date": "2026-01-31T12:00:00Z"}', _time),
    "priority": (f"a whole number from -{MAX_PRIORITY} to {MAX_PRIORITY}", _whole_number),
    "push": ("true or false", _boolean),
    "unknown": ('"refuse" or "allow"', _unknown),
    "uuid": ("letters, digits, dots, hyphens and underscores, at most 128 of them", _uuid),
}
