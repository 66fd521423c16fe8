"""Writes property lists, in the shape in which Apple's own tools write them.

Everything is checked while it is written, by the rules by which it would be read, so that
``loads(dumps(value)) == value``.  Binary is plistlib's work: it gets what the XML would read as,
in which no container occurs twice, because it would write such a one once and refer to it.
"""

from __future__ import annotations

import binascii
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pymdm.errors import TooLarge
from pymdm.protocol.plist import _xml
from pymdm.protocol.plist._values import (
    KEY_TYPE,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_KEY_SHOWN,
    MAX_OBJECTS,
    TOO_DEEP,
    TOO_MANY,
    TOO_MANY_BYTES,
    Encodable,
    Format,
    PlistValue,
    Refused,
    check_integer,
    check_real,
    check_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n'
    '<plist version="1.0">\n'
)
# Numbers up to here are in the range whatever they are.
_SAFE = 2**63 - 1

# Apple's schema has some 3,000 different keys; with a long one each that is half a megabyte at most.
MAX_KEY_LINES = 4096

_KEY_LINES: dict[str, str] = {}
_TABS = tuple("\t" * depth for depth in range(MAX_DEPTH + 1))


def dumps(value: Encodable, *, format: Format = Format.XML, sort_keys: bool = False) -> bytes:  # noqa: A002
    """The property list of a value.

    Takes what ``loads`` returns, and any mapping or sequence in it; dates must be aware, without
    a fraction of a second, and are written in UTC.  Keys stay in order unless ``sort_keys``.

    Raises:
        PlistError: the value, or the one at ``path``, has no place in a property list, or there
            are more values than ``MAX_OBJECTS``.
        TooLarge: it would have more bytes than ``MAX_BYTES``.
    """
    writer = _Writer(sort_keys=sort_keys)
    try:
        writer.write(value, 0)
    except Refused as refused:
        error = refused.as_plist_error()
    else:
        data = f"{_HEAD}{''.join(writer.pieces)}</plist>\n".encode()
        if len(data) > MAX_BYTES:
            raise TooLarge(TOO_MANY_BYTES)
        return data if format is Format.XML else _binary(data)
    raise error


def _binary(xml: bytes) -> bytes:
    import plistlib  # here, because hardly anyone writes binary

    return plistlib.dumps(_with_naive_dates(_xml.read(xml)), fmt=plistlib.FMT_BINARY, sort_keys=False)


def _with_naive_dates(value: PlistValue) -> Any:
    """The value as plistlib takes it on every Python: a naive datetime means UTC there."""
    if isinstance(value, dict):
        return {key: _with_naive_dates(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_naive_dates(item) for item in value]
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _escape(text: str) -> str:
    """The text as XML; a bare carriage return would be read back as a line feed."""
    check_text(text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _date(value: datetime) -> str:
    try:
        moment = value.astimezone(UTC) if value.utcoffset() is not None else None
    except OverflowError:
        raise Refused("expected a date that is in the years 1 to 9999 in UTC") from None
    if moment is None:
        raise Refused("expected an aware datetime, best in UTC; a naive one does not say which moment it is")
    if moment.microsecond:
        raise Refused("expected a datetime in whole seconds; use replace(microsecond=0)")
    return f"<date>{moment.replace(tzinfo=None).isoformat()}Z</date>"


_SIMPLE: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "<true/>" if value else "<false/>",
    int: lambda value: f"<integer>{check_integer(value)}</integer>",
    float: lambda value: f"<real>{check_real(value)!r}</real>",
    str: lambda value: f"<string>{_escape(value)}</string>",
    datetime: _date,
}


def _plain(value: Any) -> Any:
    """An instance of a subclass as the type that a property list knows."""
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, bytes):
        return bytes(value)
    if isinstance(value, str):
        return str.__str__(value)  # an Enum's own text is its name
    if isinstance(value, datetime):
        return datetime.combine(value.date(), value.timetz())
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence) and not isinstance(value, bytearray | memoryview):
        return list(value)
    if value is None:
        raise Refused("expected a value; there is no null in a property list, leave the key out")
    raise Refused("expected a str, int, float, bool, bytes, aware datetime, mapping or sequence")


def _step(key: object) -> str:
    return key if isinstance(key, str) else ""


class _Writer:
    """The lines of one document, and how many values they hold."""

    def __init__(self, *, sort_keys: bool) -> None:
        self.pieces: list[str] = []
        self.sort_keys = sort_keys
        self.objects = 1

    def write(self, value: Any, depth: int) -> None:
        """Add the lines of a value inside ``depth`` containers."""
        kind = type(value)
        simple = _SIMPLE.get(kind)
        if simple is not None:
            self.pieces.append(f"{_TABS[depth]}{simple(value)}\n")
        elif kind is dict:
            self.mapping(value, depth)
        elif kind is list or kind is tuple:
            self.array(value, depth)
        elif kind is bytes:
            self.data(value, depth)
        else:
            self.write(_plain(value), depth)

    def mapping(self, value: dict[str, Any], depth: int) -> None:
        """Add a dict."""
        if not self.has_room(len(value), depth):
            self.pieces.append(f"{_TABS[depth]}<dict/>\n")
            return
        indent = _TABS[depth + 1]
        add = self.pieces.append
        lines = _KEY_LINES
        add(f"{_TABS[depth]}<dict>\n")
        key = ""
        try:
            for key, item in self.entries(value):
                line = lines.get(key) or _key_line(key)  # another thread may empty the memo
                kind = type(item)
                if kind is str:
                    if not item.isprintable() or "&" in item or "<" in item or ">" in item:
                        item = _escape(item)
                    add(f"{indent}{line}{indent}<string>{item}</string>\n")
                elif kind is int and -_SAFE <= item <= _SAFE:
                    add(f"{indent}{line}{indent}<integer>{item}</integer>\n")
                elif kind is bool:
                    add(f"{indent}{line}{indent}<true/>\n" if item else f"{indent}{line}{indent}<false/>\n")
                else:
                    add(indent + line)
                    self.write(item, depth + 1)
        except Refused as error:
            error.steps.append(_step(key))
            raise
        add(f"{_TABS[depth]}</dict>\n")

    def array(self, value: list[Any] | tuple[Any, ...], depth: int) -> None:
        """Add an array."""
        if not self.has_room(len(value), depth):
            self.pieces.append(f"{_TABS[depth]}<array/>\n")
            return
        self.pieces.append(f"{_TABS[depth]}<array>\n")
        for number, item in enumerate(value):
            try:
                self.write(item, depth + 1)
            except Refused as error:
                error.steps.append(number)
                raise
        self.pieces.append(f"{_TABS[depth]}</array>\n")

    def data(self, value: bytes, depth: int) -> None:
        """Add base64 in lines that are 76 columns wide with their indentation, or at least 16."""
        indent = _TABS[depth]
        width = max(16, 76 - 8 * depth) // 4 * 4
        text = binascii.b2a_base64(value, newline=False).decode()
        lines = "".join([f"{indent}{text[i : i + width]}\n" for i in range(0, len(text), width)])
        self.pieces.append(f"{indent}<data>\n{lines}{indent}</data>\n")

    def has_room(self, count: int, depth: int) -> bool:
        """Whether the container has items; refuses one that is too many (or contains itself: T36)."""
        if depth >= MAX_DEPTH:
            raise Refused(TOO_DEEP)
        self.objects += count
        if self.objects > MAX_OBJECTS:
            raise Refused(TOO_MANY)
        return count > 0

    def entries(self, value: dict[str, Any]) -> Iterable[tuple[str, Any]]:
        """The entries in the order in which they are written."""
        if not self.sort_keys:
            return value.items()
        if not all(isinstance(key, str) for key in value):
            raise Refused(KEY_TYPE)
        return sorted(value.items())


def _key_line(key: str) -> str:
    """The line of a key; remembered, because the vocabulary of a protocol is small."""
    if not isinstance(key, str):
        raise Refused(KEY_TYPE)
    line = f"<key>{_escape(str.__str__(key))}</key>\n"
    if type(key) is str and len(key) <= MAX_KEY_SHOWN:
        if len(_KEY_LINES) >= MAX_KEY_LINES:
            _KEY_LINES.clear()
        _KEY_LINES[key] = line
    return line
