"""Conversations with a push service, made up from dice: pushes, and what a peer sends, right or wrong.

A conversation is a list of steps: ``("push", count)``, ``("cancel", which)``, ``("close", 0)`` and
``("bytes", data, size)``, data that arrive in pieces of that size.
"""

from __future__ import annotations

import json
import random
import struct
from typing import Any, Final, TypeAlias

from hpack import Encoder

__all__ = ["Step", "Steps", "dump", "frames_in", "load", "make"]

Step: TypeAlias = tuple[Any, ...]
Steps: TypeAlias = list[Step]

_DATA, _HEADERS, _PRIORITY, _RESET, _SETTINGS, _PROMISE, _PING, _GOAWAY, _CREDIT, _MORE = range(10)
_END, _ACK, _WHOLE, _PADDED, _WEIGHT = 0x1, 0x1, 0x4, 0x8, 0x20

_BODIES: Final = (
    b'{"reason":"Unregistered","timestamp":1700000000000}',
    b'{"reason":"BadDeviceToken"}',
    b'{"reason":"TooManyRequests"}',
    b'{"reason":"New"}',
    b"<html>Bad Gateway</html>",
    b"",
)
_TOO_LONG: Final = b" " * 5_000


def _block(*pairs: tuple[str, str], huffman: bool = True) -> bytes:
    encoder = Encoder()
    encoder.header_table_size = 0
    encoder.header_table.resized = False
    return encoder.encode([(name, value, True) for name, value in pairs], huffman=huffman)


_ID: Final = ("apns-id", "9F6A1F3C-5B77-4B4E-B4A0-4C9A51E0D0A1")
_ACCEPTED: Final = (
    b"\x88",
    _block((":status", "200"), _ID),
    _block((":status", "200"), _ID, huffman=False),
    b"\x20" + _block((":status", "200"), _ID),
    _block((":status", "200"), ("content-length", "0"), _ID),
)
_REFUSED: Final = tuple(
    _block((":status", status), _ID) for status in ("400", "403", "405", "410", "413", "429", "500", "503")
)
_INFORMED: Final = (_block((":status", "100")), _block((":status", "103"), ("link", "<x>")))
_TRAILERS: Final = (_block(("x-trailer", "1")), b"")
_WRONG: Final = (
    _block(_ID),
    _block((":status", "400"), (":status", "400")),
    _block((":status", "40")),
    _block((":status", "400"), ("Upper", "x")),
    _block((":status", "400"), ("connection", "close")),
    _block((":status", "400"), ("content-length", "7")),
    _block((":status", "400"), (":path", "/")),
    _block((":status", "400"), ("x", " y")),
    b"\xbe",
    b"\x8d\x00\x07ap",
    b"\x3f\xe1\x1f\x88",
    b"\x88\xbe",
    b"\x88\x88",
    _block((":status", "200"), ("Upper", "x")),
    _block((":status", "200"), ("connection", "close")),
    _block((":status", "200"), ("content-length", "7")),
    _block((":status", "200"), ("x", "y" * 300), ("z", "\n")),
    _block((":status", "1")),
    _block((":status", "099")),
    _block((":status", "400"), ("content-length", "1" * 30)),
)

_HEAD: Final = struct.Struct(">HBBBL")
_LONG: Final = struct.Struct(">L")


def _frame(kind: int, flags: int, stream: int, body: bytes = b"") -> bytes:
    return _HEAD.pack(len(body) >> 8, len(body) & 255, kind, flags, stream) + body


def frames_in(data: bytes) -> list[tuple[int, int, int, bytes]]:
    """Kind, flags, stream and content of the frames in some bytes, as far as they are whole."""
    found = []
    at = 0
    while len(data) - at >= 9:
        high, low, kind, flags, stream = _HEAD.unpack_from(data, at)
        end = at + 9 + (high << 8 | low)
        found.append((kind, flags, stream & 0x7FFFFFFF, data[at + 9 : end]))
        at = end
    return found


class _Service:
    """A peer that mostly behaves."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.live: list[int] = []
        self.next = 1

    def stream(self) -> int:
        """Mostly one that waits, sometimes one that is past or that nobody has used."""
        choice = self.dice.random()
        if self.live and choice < 0.93:
            return self.dice.choice(self.live)
        if self.next > 1 and choice < 0.985:
            return self.dice.randrange(1, self.next, 2)
        return self.dice.choice((0, 2, self.next, self.next + 2, 2**31 - 1))

    def said(self) -> bytes:
        """One thing that a peer says, of one or several frames."""
        dice = self.dice
        stream = self.stream()
        choice = dice.random()
        if choice < 0.35:
            return self._ended(stream, _frame(_HEADERS, 5, stream, dice.choice(_ACCEPTED)))
        if choice < 0.55:
            head = _frame(_HEADERS, 4, stream, dice.choice(_REFUSED))
            return self._ended(stream, head + _frame(_DATA, _END, stream, self._body()))
        if choice < 0.72:
            return self._ended(stream, self._long_answer(stream))
        if choice < 0.76:
            return self._ended(stream, _frame(_RESET, 0, stream, _LONG.pack(dice.choice((0, 2, 7, 7, 8)))))
        if choice < 0.78:
            return _frame(_HEADERS, dice.choice((4, 5, 5)), stream, dice.choice(_WRONG))
        return self._control(stream)

    def _body(self) -> bytes:
        return _TOO_LONG if self.dice.random() < 0.01 else self.dice.choice(_BODIES)

    def _ended(self, stream: int, said: bytes) -> bytes:
        if stream in self.live:
            self.live.remove(stream)
        return said

    def _long_answer(self, stream: int) -> bytes:
        """Padding, pieces, informational answers, trailers, empty frames."""
        dice = self.dice
        parts = [_frame(_HEADERS, 4, stream, dice.choice(_INFORMED)) for _ in range(dice.randrange(2))]
        block = dice.choice(_ACCEPTED + _REFUSED)
        cut = dice.randrange(len(block) + 1)
        if dice.random() < 0.5:
            pad = dice.randrange(8)
            content = bytes([pad]) + block + bytes(pad)
            parts.append(_frame(_HEADERS, 4 | _PADDED, stream, content))
        else:
            weight = dice.random() < 0.3
            first = (_LONG.pack(3) + b"\x07" if weight else b"") + block[:cut]
            parts.append(_frame(_HEADERS, _WEIGHT if weight else 0, stream, first))
            parts.append(_frame(_MORE, 4, stream, block[cut:]))
        body = self._body()
        cut = dice.randrange(len(body) + 1)
        pad = dice.randrange(4)
        parts.append(_frame(_DATA, _PADDED, stream, bytes([pad]) + body[:cut] + bytes(pad)))
        trailers = dice.random() < 0.3
        parts.append(_frame(_DATA, 0 if trailers else _END, stream, body[cut:]))
        if trailers:
            parts.append(_frame(_HEADERS, 5, stream, dice.choice(_TRAILERS)))
        return b"".join(parts)

    def _control(self, stream: int) -> bytes:
        dice = self.dice
        match dice.randrange(12):
            case 0 | 1:
                return self.settings()
            case 2:
                return _frame(_SETTINGS, _ACK, 0)
            case 3 | 4:
                return _frame(_PING, dice.choice((0, _ACK)), 0, dice.randbytes(8))
            case 5 | 6:
                increment = dice.choice((1, 1_000, 65_535, 2**30, 2**31 - 1, 0))
                return _frame(_CREDIT, 0, dice.choice((0, 0, stream)), _LONG.pack(increment))
            case 7:
                last = dice.choice((0, stream, self.next, 2**31 - 1))
                debug = dice.choice((b"", b'{"reason":"Shutdown"}', b"x" * 2_000))
                return _frame(_GOAWAY, 0, 0, struct.pack(">LL", last, dice.choice((0, 0, 2, 11))) + debug)
            case 8:
                return _frame(_PRIORITY, 0, dice.choice((stream or 1, 77)), b"\0\0\0\x03\x09")
            case 9:
                return _frame(_PROMISE, 4, stream, _LONG.pack(2) + b"\x82")
            case 10:
                return _frame(_DATA, 0, stream, b"x" * dice.randrange(40))
            case 11 if dice.random() < 0.1:
                return self._flood(stream)
            case _:
                return _frame(dice.randrange(10, 256), dice.randrange(256), stream, dice.randbytes(9))

    def _flood(self, stream: int) -> bytes:
        match self.dice.randrange(6):
            case 0:
                return _frame(_PING, 0, 0, b"PINGPING") * self.dice.choice((900, 1_000))
            case 1:
                return _frame(_SETTINGS, 0, 0) * self.dice.choice((1_800, 1_900))
            case 2:
                return _frame(_HEADERS, 0, stream, b"\x8d") + _frame(_MORE, 0, stream) * 70
            case 3:
                return _frame(_HEADERS, 0, stream, b"\x8d") + _frame(_MORE, 4, stream, b"\x90" * 16_384)
            case 4:
                return _frame(_DATA, 0, stream, b"x" * self.dice.choice((16_384, 16_385)))
            case _:
                return (
                    _frame(_HEADERS, 4, stream, b"\x8d")
                    + _frame(_DATA, _PADDED, stream, b"\xff" + bytes(255)) * 300
                )

    def settings(self, *, first: bool = False) -> bytes:
        dice = self.dice
        told = [(3, 1_000)] if first else []
        for _ in range(dice.randrange(3)):
            told.append(
                dice.choice(
                    (
                        (1, dice.choice((0, 50, 4_096, 65_536))),
                        (2, dice.choice((0, 0, 0, 1))),
                        (3, dice.choice((0, 1, 2, 100, 1_000, 2**32 - 1))),
                        (4, dice.choice((0, 1_000, 4_096, 65_535, 2**31 - 1, 2**31))),
                        (5, dice.choice((16_384, 2**24 - 1, 16_383))),
                        (6, 8_000),
                        (8, dice.choice((0, 1, 2))),
                        (0x4D44, 1),
                    )
                )
            )
        return _frame(_SETTINGS, 0, 0, b"".join(struct.pack(">HL", *each) for each in told))


def make(dice: random.Random) -> Steps:
    """A conversation; half of them have bytes in them that were changed on the way."""
    service = _Service(dice)
    steps: Steps = [] if dice.random() < 0.01 else [("bytes", service.settings(first=True), 0)]
    for _ in range(dice.randrange(1, 6)):
        choice = dice.random()
        if choice < 0.4 or not service.live:
            count = dice.randrange(1, 6)
            steps.append(("push", count))
            service.live += range(service.next, service.next + 2 * count, 2)
            service.next += 2 * count
        elif choice < 0.45:
            steps.append(("cancel", dice.randrange(20)))
        elif choice < 0.46:
            steps.append(("close", 0))
        data = b"".join(service.said() for _ in range(dice.randrange(1, 4)))
        steps.append(("bytes", data, _piece(len(data), dice)))
    if dice.random() < 0.5:
        _damage(steps, dice)
    return steps


def _piece(size: int, dice: random.Random) -> int:
    choice = dice.random()
    if choice < 0.7 or size > 2_000:
        return 0
    return 1 + size // 3 if choice < 0.9 else dice.choice((1, 9, 17))


def _damage(steps: Steps, dice: random.Random) -> None:
    spoken = [number for number, step in enumerate(steps) if step[0] == "bytes" and step[1]]
    if not spoken:
        return
    which = dice.choice(spoken)
    changed = bytearray(steps[which][1])
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(changed))
        size = dice.randint(1, 12)
        match dice.randrange(7):
            case 0:
                changed[at] ^= 1 << dice.randrange(8)
            case 1:
                changed[at] = dice.choice((0, 1, 4, 5, 8, 9, 0x20, 0x7F, 0x80, 0x88, 0xFF))
            case 2:
                del changed[at : at + size]
            case 3:
                changed[at:at] = changed[at : at + 20 * size]
            case 4:
                changed[at:at] = dice.randbytes(size)
            case 5:
                changed[at : at + 4] = _LONG.pack(dice.choice((0, 1, 2**31, 2**32 - 1)))
            case _:
                del changed[at:]
        if not changed:
            changed = bytearray(b"\0")
    steps[which] = ("bytes", bytes(changed), steps[which][2])


def dump(steps: Steps) -> bytes:
    """A conversation as a file that can be read by people, and by `load`."""
    lines = [json.dumps([part.hex() if isinstance(part, bytes) else part for part in step]) for step in steps]
    return "".join(f"{line}\n" for line in lines).encode()


def load(data: bytes) -> Steps:
    """What `dump` has written."""
    found: Steps = []
    for line in data.decode().splitlines():
        name, first, *rest = json.loads(line)
        found.append((name, bytes.fromhex(first) if name == "bytes" else first, *rest))
    return found
