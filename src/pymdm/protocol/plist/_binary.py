"""Reads binary property lists (``bplist00``).

This is a reader of our own rather than the standard library's behind checks: what has to be
checked (offsets, counts, references, containers that are used twice) is the whole of the
format, so the checks would be a second reader, and plistlib builds the dangerous value before
anything can look at it.  Devices send XML; binary comes from files and from administrators, so
speed is no argument here.

The layout is that of Core Foundation's CFBinaryPList.c: objects, a table of their offsets, and a
32-byte trailer that says where the table is.  Core Foundation writes a scalar once and refers to
it often, but never shares a container; a second reference to one is a cycle or a bomb (T36).
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

from pymdm.protocol.plist._values import (
    KEY_TYPE,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_OBJECTS,
    TOO_DEEP,
    TOO_MANY,
    TOO_MANY_BYTES,
    PlistValue,
    Refused,
    check_integer,
    check_real,
    check_text,
)

MAGIC = b"bplist00"
_TRAILER = struct.Struct(">6xBBQQQ")
_EPOCH = datetime(2001, 1, 1, tzinfo=UTC)


def read(data: bytes) -> PlistValue:
    """The value of a binary property list.

    Raises:
        Refused: a rule is broken; among them, more values than ``MAX_OBJECTS`` or more text than
            ``MAX_BYTES`` once each reference is counted.
    """
    reader = _Reader(data)
    return reader.value(reader.top, 0)


class _Reader:
    """One document; counts what it hands out, so that references cannot multiply it."""

    def __init__(self, data: bytes) -> None:
        if not data.startswith(MAGIC) or len(data) < len(MAGIC) + _TRAILER.size:
            raise Refused("expected a binary property list of version 00 with a trailer of 32 bytes")
        trailer = _TRAILER.unpack_from(data, len(data) - _TRAILER.size)
        self.offset_size, self.reference_size, self.count, self.top, self.table = trailer
        if not (1 <= self.offset_size <= 8 and 1 <= self.reference_size <= 8):
            raise Refused("expected offsets and references of 1 to 8 bytes in the trailer")
        if self.table + self.count * self.offset_size != len(data) - _TRAILER.size:
            raise Refused("expected the offset table to fill the space before the trailer")
        self.data = data
        self.containers: set[int] = set()  # offsets of the arrays and dicts seen
        self.objects = 0
        self.bytes = 0

    def value(self, reference: int, depth: int) -> PlistValue:
        """The object of this number; ``depth`` is that of the container which refers to it."""
        self.objects += 1
        if self.objects > MAX_OBJECTS:
            raise Refused(TOO_MANY)
        offset = self.offset_of(reference)
        kind, low = divmod(self.data[offset], 16)
        if kind in {0xA, 0xD}:
            if offset in self.containers:
                raise Refused("expected each container to be referred to once")
            self.containers.add(offset)
            if depth >= MAX_DEPTH:
                raise Refused(TOO_DEEP)
            if kind == 0xA:
                return self.array(*self.length(offset, low), depth + 1)
            return self.dict(*self.length(offset, low), depth + 1)
        return self.scalar(kind, low, offset)

    def scalar(self, kind: int, low: int, offset: int) -> PlistValue:
        """The scalar of this type at this offset."""
        match kind:
            case 0x4:
                start, size = self.length(offset, low)
                return self.take(start, size)
            case 0x5:
                start, size = self.length(offset, low)
                return self.text(self.take(start, size), "ascii")
            case 0x6:
                start, size = self.length(offset, low)
                return self.text(self.take(start, 2 * size), "utf-16-be")
            case 0x1 if low <= 4:
                # eight and more bytes are signed; sixteen hold what is over 2^63-1
                return check_integer(int.from_bytes(self.take(offset + 1, 1 << low), signed=low >= 3))
            case 0x2 if low in {2, 3}:
                form = ">f" if low == 2 else ">d"
                return check_real(struct.unpack(form, self.take(offset + 1, 1 << low))[0])
            case 0x3 if low == 3:
                return _date(struct.unpack(">d", self.take(offset + 1, 8))[0])
            case 0x0 if low in {8, 9}:
                return low == 9
        raise Refused("expected a dict, array, string, data, date, integer, real or boolean")

    def array(self, start: int, count: int, depth: int) -> list[PlistValue]:
        """The array whose references begin at ``start``."""
        found: list[PlistValue] = []
        try:
            for reference in self.references(start, count):
                found.append(self.value(reference, depth))
        except Refused as error:
            error.steps.append(len(found))
            raise
        return found

    def dict(self, start: int, count: int, depth: int) -> dict[str, PlistValue]:
        """The dict whose references, first those of all keys, begin at ``start``."""
        references = self.references(start, 2 * count)
        found: dict[str, PlistValue] = {}
        for number in range(count):
            key = self.key(references[number])
            try:
                if key in found:
                    raise Refused("expected a key once, found it twice")
                found[key] = self.value(references[count + number], depth)
            except Refused as error:
                error.steps.append(key)
                raise
        return found

    def key(self, reference: int) -> str:
        """The string of this number."""
        offset = self.offset_of(reference)
        kind, low = divmod(self.data[offset], 16)
        if kind not in {0x5, 0x6}:
            raise Refused(KEY_TYPE)
        key = self.scalar(kind, low, offset)
        assert isinstance(key, str)
        return key

    def references(self, start: int, count: int) -> list[int]:
        """So many object numbers."""
        if count > 2 * MAX_OBJECTS:
            raise Refused(TOO_MANY)
        size = self.reference_size
        raw = self.within(start, count * size)
        return [int.from_bytes(raw[i : i + size]) for i in range(0, len(raw), size)]

    def offset_of(self, reference: int) -> int:
        """Where the object of this number begins."""
        if reference >= self.count:
            raise Refused("expected references to existing objects only")
        entry = self.table + reference * self.offset_size
        offset = int.from_bytes(self.data[entry : entry + self.offset_size])
        if not len(MAGIC) <= offset < self.table:
            raise Refused("expected every offset to point at an object")
        return offset

    def length(self, offset: int, low: int) -> tuple[int, int]:
        """Where the content of an object begins, and how many items it has."""
        if low < 15:
            return offset + 1, low
        marker = self.within(offset + 1, 1)[0]
        if marker & 0xF0 != 0x10 or marker > 0x13:
            raise Refused("expected a length of 1, 2, 4 or 8 bytes")
        size = 1 << (marker & 0x0F)
        return offset + 2 + size, int.from_bytes(self.within(offset + 2, size))

    def take(self, start: int, size: int) -> bytes:
        """The bytes of a scalar, counted for each reference: whoever writes it out pays for each."""
        self.bytes += size
        if self.bytes > MAX_BYTES:
            raise Refused(TOO_MANY_BYTES)
        return self.within(start, size)

    def within(self, start: int, size: int) -> bytes:
        """A part of the object area; a slice alone would quietly be shorter (gh-119342)."""
        if start + size > self.table:
            raise Refused("expected every object to end before the offset table")
        return self.data[start : start + size]

    def text(self, raw: bytes, encoding: str) -> str:
        """A string of the model: what XML can carry."""
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            text = "\0"  # refused below, where no exception holds the bytes
        check_text(text)
        return text


def _date(seconds: float) -> datetime:
    """The moment so many seconds after 2001; whole seconds, which is what XML holds."""
    try:
        return (_EPOCH + timedelta(seconds=seconds)).replace(microsecond=0)
    except (ValueError, OverflowError):  # NaN; an infinity, or beyond the years 1 to 9999
        pass
    raise Refused("expected a date in the years 1 to 9999")
