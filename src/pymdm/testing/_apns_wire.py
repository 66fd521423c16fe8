"""HTTP/2 frames as the fake push service reads and writes them; its reader trusts nobody.

Written from RFC 9113 with nothing but bytes, so that it shares no mistake with the clients under test.
"""

from __future__ import annotations

import enum
import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "PREFACE",
    "Broken",
    "Code",
    "Flag",
    "FrameReader",
    "Kind",
    "frame",
    "goaway",
    "require",
    "settings",
    "unpadded",
    "window_update",
]

# RFC 9113, 3.4.
PREFACE: Final = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

# RFC 9113, 4.2: what everybody has to take, and more than this service ever allows.
MAX_FRAME: Final = 16_384

# A push has under 300 bytes of headers; eight times a frame is somebody who does not stop (CVE-2024-27316).
MAX_BLOCK: Final = 8 * MAX_FRAME


class Kind(enum.IntEnum):
    """RFC 9113, 6."""

    DATA = 0
    HEADERS = 1
    PRIORITY = 2
    RST_STREAM = 3
    SETTINGS = 4
    PUSH_PROMISE = 5
    PING = 6
    GOAWAY = 7
    WINDOW_UPDATE = 8
    CONTINUATION = 9


class Flag:
    """RFC 9113, 6; the same bit means ACK in SETTINGS and PING."""

    END_STREAM: Final = 0x1
    ACK: Final = 0x1
    END_HEADERS: Final = 0x4
    PADDED: Final = 0x8
    PRIORITY: Final = 0x20


class Code(enum.IntEnum):
    """RFC 9113, 7, as far as this service says them."""

    NO_ERROR = 0
    PROTOCOL_ERROR = 1
    INTERNAL_ERROR = 2
    FLOW_CONTROL_ERROR = 3
    FRAME_SIZE_ERROR = 6
    REFUSED_STREAM = 7
    COMPRESSION_ERROR = 9
    ENHANCE_YOUR_CALM = 11


class Broken(Exception):
    """The client broke the protocol; the connection ends with GOAWAY and this code."""

    def __init__(self, code: Code, why: str) -> None:
        super().__init__(why)
        self.code = code


def require(condition: bool, code: Code, why: str) -> None:  # noqa: FBT001 - reads like assert
    """Raise `Broken` unless the condition holds."""
    if not condition:
        raise Broken(code, why)


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    """One frame."""
    return b"%b%c%c%b%b" % (
        len(payload).to_bytes(3, "big"),
        kind,
        flags,
        stream.to_bytes(4, "big"),
        payload,
    )


def settings(pairs: tuple[tuple[int, int], ...]) -> bytes:
    """SETTINGS with these (identifier, value)."""
    return frame(Kind.SETTINGS, 0, 0, b"".join(struct.pack(">HI", *pair) for pair in pairs))


def goaway(last_stream: int, code: int, debug: bytes = b"") -> bytes:
    """GOAWAY; ``debug`` is JSON with Apple."""
    return frame(Kind.GOAWAY, 0, 0, struct.pack(">II", last_stream, code) + debug)


def window_update(stream: int, credit: int) -> bytes:
    """WINDOW_UPDATE."""
    return frame(Kind.WINDOW_UPDATE, 0, stream, credit.to_bytes(4, "big"))


class FrameReader:
    """Cuts the client's bytes into frames; keeps what is not complete yet."""

    def __init__(self) -> None:
        self._buffer = b""
        self._preface_due = True
        self._block: list[bytes] | None = None
        self._block_stream = 0
        self._block_flags = 0

    def feed(self, data: bytes) -> Iterator[tuple[int, int, int, bytes]]:
        """(kind, flags, stream, payload) of each complete frame, without padding; blocks are joined.

        The payload of HEADERS is the whole header block.  For DATA the flags keep PADDED, because padding
        counts for flow control: the payload is untouched then.

        Raises:
            Broken: preface, size, padding or the order of CONTINUATION is wrong.
        """
        data = self._buffer + data if self._buffer else data
        at = 0
        if self._preface_due:
            if not data.startswith(PREFACE[: len(data)]):
                raise Broken(Code.PROTOCOL_ERROR, "expected the HTTP/2 preface")
            if len(data) < len(PREFACE):
                self._buffer = data
                return
            self._preface_due, at = False, len(PREFACE)
        end = len(data)
        self._buffer = b""
        while end - at >= 9:
            length = data[at] << 16 | data[at + 1] << 8 | data[at + 2]
            if length > MAX_FRAME:
                raise Broken(Code.FRAME_SIZE_ERROR, "a frame is longer than SETTINGS allow")
            if end - at < 9 + length:
                break
            kind, flags = data[at + 3], data[at + 4]
            stream = int.from_bytes(data[at + 5 : at + 9], "big") & 0x7FFFFFFF
            payload = data[at + 9 : at + 9 + length]
            at += 9 + length
            if (kind == Kind.DATA and self._block is None) or (
                kind == Kind.HEADERS and flags & 0x2C == Flag.END_HEADERS and self._block is None
            ):
                yield kind, flags, stream, payload
            else:
                yield from self._unusual(kind, flags, stream, payload)
        self._buffer = data[at:]

    def _unusual(
        self, kind: int, flags: int, stream: int, payload: bytes
    ) -> Iterator[tuple[int, int, int, bytes]]:
        if self._block is not None:
            if kind != Kind.CONTINUATION or stream != self._block_stream:
                raise Broken(Code.PROTOCOL_ERROR, "expected CONTINUATION of the same stream")
            self._block.append(payload)
            if sum(map(len, self._block)) > MAX_BLOCK:
                raise Broken(Code.ENHANCE_YOUR_CALM, "a header block does not end")
        elif kind == Kind.HEADERS:
            self._block, self._block_stream = [_header_fragment(flags, payload)], stream
            self._block_flags = flags
        elif kind == Kind.CONTINUATION:
            raise Broken(Code.PROTOCOL_ERROR, "CONTINUATION without HEADERS")
        else:
            yield kind, flags, stream, payload
            return
        if flags & Flag.END_HEADERS:
            block, self._block = b"".join(self._block), None
            yield Kind.HEADERS, self._block_flags | Flag.END_HEADERS, stream, block


def unpadded(flags: int, payload: bytes) -> bytes:
    """The payload of DATA or HEADERS without its padding.

    Raises:
        Broken: there is more padding than payload.
    """
    if not flags & Flag.PADDED:
        return payload
    if not payload or payload[0] >= len(payload):
        raise Broken(Code.PROTOCOL_ERROR, "a frame has more padding than payload")
    return payload[1 : len(payload) - payload[0]]


def _header_fragment(flags: int, payload: bytes) -> bytes:
    payload = unpadded(flags, payload)
    if not flags & Flag.PRIORITY:
        return payload
    if len(payload) < 5:
        raise Broken(Code.FRAME_SIZE_ERROR, "HEADERS are too short for their priority")
    return payload[5:]
