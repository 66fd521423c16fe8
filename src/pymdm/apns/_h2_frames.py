"""Cuts what a peer sends into frames, before h2 sees any of it.

So GOAWAY can be kept from h2, which ends a connection there although the answers to the pushes in flight are
still to come; a frame too long or a header block without end is refused before it is held in memory; and a
header block comes whole, with its CONTINUATION frames.
"""

from __future__ import annotations

import enum
import struct
from collections.abc import Iterator
from typing import Final

from h2.errors import ErrorCodes
from h2.settings import SettingCodes
from hyperframe.exceptions import HyperframeError, InvalidFrameError
from hyperframe.frame import Frame

from pymdm.apns.connection import MAX_HEADER_FRAMES, MAX_HEADER_LIST

__all__ = ["ACK", "MAX_FRAME", "WHOLE", "Broken", "Frames", "Kind", "check_layout", "known_settings"]

# RFC 9113, 4.2: what every peer may send; we allow no more.
MAX_FRAME: Final = 16_384

_HEADER: Final = struct.Struct(">HBBBL")
_END_HEADERS: Final = 4
ACK: Final = 1
# END_HEADERS and END_STREAM: an answer in one frame.
WHOLE: Final = 5


class Kind(enum.IntEnum):
    """The frames of RFC 9113, section 6."""

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


class Broken(Exception):
    """The peer has broken a rule; never leaves this package."""

    def __init__(self, code: ErrorCodes, message: str) -> None:
        super().__init__(message)
        self.code = code


class Frames:
    """The frames in a stream of bytes."""

    def __init__(self) -> None:
        self._rest = b""
        self._block: list[bytes] = []
        self._block_stream = 0
        self._block_kind = self._block_flags = 0
        self._started = False

    def cut(self, data: bytes) -> Iterator[tuple[int, int, int, bytes]]:
        """Kind, flags, stream and bytes of each frame that is complete now.

        A header block comes once it is whole, as its first frame with the bytes of all.

        Raises:
            Broken: at the first frame that may not be.
        """
        if self._rest:
            data = self._rest + data
            self._rest = b""
        at, end = 0, len(data)
        while end - at >= 9:
            high, low, kind, flags, stream = _HEADER.unpack_from(data, at)
            length = high << 8 | low
            if length > MAX_FRAME:
                raise Broken(ErrorCodes.FRAME_SIZE_ERROR, f"expected frames of up to {MAX_FRAME} bytes")
            after = at + 9 + length
            if after > end:
                break
            stream &= 0x7FFFFFFF
            frame = data[at:after]
            at = after
            if kind == Kind.HEADERS and flags & _END_HEADERS and self._started and not self._block_stream:
                yield kind, flags, stream, frame
                continue
            yield from self._unusual(kind, flags, stream, frame)
        self._rest = data[at:]

    def _unusual(
        self, kind: int, flags: int, stream: int, frame: bytes
    ) -> Iterator[tuple[int, int, int, bytes]]:
        if not self._started:
            # RFC 9113, 3.4: the preface of a server is its SETTINGS, before all else.
            if kind != Kind.SETTINGS or flags & ACK:
                raise Broken(ErrorCodes.PROTOCOL_ERROR, "expected SETTINGS as the first frame")
            self._started = True
        if self._block_stream:
            yield from self._continued(kind, flags, stream, frame)
        elif kind == Kind.CONTINUATION:
            raise Broken(ErrorCodes.PROTOCOL_ERROR, "expected CONTINUATION only after HEADERS")
        elif kind in (Kind.HEADERS, Kind.PUSH_PROMISE) and not flags & _END_HEADERS:
            check_layout(frame)
            self._block = [frame]
            self._block_kind, self._block_flags, self._block_stream = kind, flags, stream
        else:
            yield kind, flags, stream, frame

    def _continued(
        self, kind: int, flags: int, stream: int, frame: bytes
    ) -> Iterator[tuple[int, int, int, bytes]]:
        if kind != Kind.CONTINUATION or stream != self._block_stream:
            raise Broken(
                ErrorCodes.PROTOCOL_ERROR, "expected the rest of a header block, and nothing in between"
            )
        self._block.append(frame)
        size = sum(map(len, self._block)) - 9 * len(self._block)
        if len(self._block) > MAX_HEADER_FRAMES or size > MAX_HEADER_LIST:
            raise Broken(
                ErrorCodes.ENHANCE_YOUR_CALM, f"expected header blocks of up to {MAX_HEADER_LIST} bytes"
            )
        if flags & _END_HEADERS:
            whole, self._block, self._block_stream = b"".join(self._block), [], 0
            yield self._block_kind, self._block_flags, stream, whole


def check_layout(frame: bytes) -> None:
    """Look at a frame that h2 does not get.

    Raises:
        Broken: its length or its padding is wrong for its kind.
    """
    try:
        Frame.parse_frame_header(memoryview(frame)[:9])[0].parse_body(memoryview(frame)[9:])
    except HyperframeError as error:
        code = (
            ErrorCodes.FRAME_SIZE_ERROR if isinstance(error, InvalidFrameError) else ErrorCodes.PROTOCOL_ERROR
        )
        raise Broken(code, "expected a frame laid out as its kind demands") from error


# Identifiers of RFC 9113, 6.5.2, and one of RFC 8441.  h2 would keep a value of each of 65,536.
_SETTING: Final = struct.Struct(">HL")
_KNOWN_SETTINGS: Final = frozenset(SettingCodes)


def known_settings(frame: bytes) -> bytes:
    """A SETTINGS frame without the settings that nobody knows, which have to be ignored (RFC 9113, 6.5.2)."""
    body = frame[9:]
    if len(body) % 6:
        return frame
    kept = b"".join(
        _SETTING.pack(name, value) for name, value in _SETTING.iter_unpack(body) if name in _KNOWN_SETTINGS
    )
    return len(kept).to_bytes(3, "big") + frame[3:9] + kept
