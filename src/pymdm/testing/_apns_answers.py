"""Writing answers: what the client's SETTINGS and windows allow, and in which odd forms they may come."""

from __future__ import annotations

import json
import struct
from collections import deque
from typing import TYPE_CHECKING, Final

from hpack import Encoder

from pymdm.testing._apns_wire import Broken, Code, Flag, Kind, frame, require

if TYPE_CHECKING:
    import random

    from pymdm.testing._apns_chaos import Chaos
    from pymdm.testing._apns_rules import Refusal

__all__ = ["Answers"]

_HEADER_TABLE_SIZE: Final = 1
_INITIAL_WINDOW_SIZE: Final = 4
_MAX_WINDOW: Final = 2**31 - 1
_INDEXED: Final = {200: b"\x88", 400: b"\x8c", 404: b"\x8d", 500: b"\x8e"}
# RFC 9113, 4.1: frames of an unknown type have to be ignored.
_UNKNOWN_KIND: Final = 0xBE
# HEADERS of 47 bytes with END_HEADERS and END_STREAM, as far as the stream; then :status 200 and apns-id.
_OK_HEAD: Final = b"\x00\x00\x2f\x01\x05"
_OK_BLOCK: Final = b"\x88\x00\x07apns-id\x24"


class Answers:
    """The server's half of the streams: bytes for answers, bodies only as the client gives credit."""

    def __init__(self, *, chaos: Chaos, rng: random.Random) -> None:
        self.out: list[bytes] = []
        self._chaos = chaos
        self._rng = rng
        self._odd = bool(chaos.informational or chaos.padding or chaos.continuation or chaos.compress)
        self._encoder = Encoder()
        self._credit = 65_535
        self._initial = 65_535
        self._extra: dict[int, int] = {}  # credit of single streams, given by WINDOW_UPDATE
        self._waiting: deque[tuple[int, bytes]] = deque()

    def take(self) -> bytes:
        """What was written since the last time."""
        out, self.out = b"".join(self.out), []
        return out

    @property
    def waiting(self) -> int:
        """How many bodies wait for credit."""
        return len(self._waiting)

    def accept(self, stream: int, apns_id: bytes) -> None:
        """200."""
        if self._odd:
            self._headers(stream, 200, ((b"apns-id", apns_id),), last=True)
        else:
            self.out.append(b"%b%b%b%b" % (_OK_HEAD, stream.to_bytes(4, "big"), _OK_BLOCK, apns_id))

    def refuse(self, stream: int, refusal: Refusal, apns_id: bytes) -> None:
        """Any other status, with Apple's JSON."""
        document: dict[str, object] = {"reason": refusal.reason}
        if refusal.timestamp is not None:
            document["timestamp"] = refusal.timestamp
        pairs: tuple[tuple[bytes, bytes], ...] = ((b"apns-id", apns_id),)
        if refusal.retry_after is not None:
            pairs += ((b"retry-after", b"%d" % refusal.retry_after),)
        self._headers(stream, refusal.status, pairs, last=False)
        self._waiting.append((stream, json.dumps(document).encode()))
        if len(self._waiting) == 1:
            self._drain()

    def reset(self, stream: int, code: Code) -> None:
        """RST_STREAM."""
        self.forget(stream)
        self.out.append(frame(Kind.RST_STREAM, 0, stream, struct.pack(">I", code)))

    def forget(self, stream: int) -> None:
        """The stream is over; a body that waits is not sent."""
        self._extra.pop(stream, None)
        if self._waiting:
            self._waiting = deque(item for item in self._waiting if item[0] != stream)

    def obey_settings(self, payload: bytes) -> None:
        """The client's SETTINGS."""
        require(len(payload) % 6 == 0, Code.FRAME_SIZE_ERROR, "SETTINGS of the wrong length")
        for key, value in struct.iter_unpack(">HI", payload):
            if key == _HEADER_TABLE_SIZE:
                self._encoder.header_table_size = min(value, 4096)
            elif key == _INITIAL_WINDOW_SIZE:
                if value > _MAX_WINDOW:
                    raise Broken(Code.FLOW_CONTROL_ERROR, "SETTINGS_INITIAL_WINDOW_SIZE is over 2³¹-1")
                self._initial = value
        self.out.append(frame(Kind.SETTINGS, Flag.ACK, 0))
        self._drain()

    def credit(self, stream: int, more: int, *, known: bool) -> None:
        """WINDOW_UPDATE; ``known``: the stream still waits for an answer or has one that is not complete."""
        if stream == 0:
            self._credit += more
            if self._credit > _MAX_WINDOW:
                raise Broken(Code.FLOW_CONTROL_ERROR, "the connection's window is over 2³¹-1")
        elif known or any(stream == item[0] for item in self._waiting):
            self._extra[stream] = self._extra.get(stream, 0) + more
        self._drain()

    def _drain(self) -> None:
        # In the order of the answers: one stream without credit holds up the others only for as long as the
        # client, which gives every stream the same window, wants it so.
        while self._waiting:
            stream, body = self._waiting[0]
            room = min(self._credit, self._initial + self._extra.get(stream, 0))
            if room <= 0:
                return
            self._waiting.popleft()
            piece, rest = body[:room], body[room:]
            padding = self._padding(room - len(piece) - 1)
            payload = b"%c%b%b" % (len(padding), piece, padding) if padding else piece
            self._credit -= len(payload)
            flags = (Flag.PADDED if padding else 0) | (0 if rest else Flag.END_STREAM)
            self.out.append(frame(Kind.DATA, flags, stream, payload))
            if rest:
                self._extra[stream] = self._extra.get(stream, 0) - len(payload)
                self._waiting.appendleft((stream, rest))
            else:
                self._extra.pop(stream, None)

    def _headers(
        self, stream: int, status: int, pairs: tuple[tuple[bytes, bytes], ...], *, last: bool
    ) -> None:
        if self._chance(self._chaos.informational):
            block = self._block(103, ((b"link", b"</early>"),))
            self.out.append(frame(Kind.HEADERS, Flag.END_HEADERS, stream, block))
        if self._chance(self._chaos.padding):
            self.out.append(frame(_UNKNOWN_KIND, 0xFF, 0, b"ignore me"))
        block = self._block(status, pairs)
        end = Flag.END_STREAM if last else 0
        padding = self._padding(255)
        # Not before the first byte: hyperframe takes no padding without anything to pad.
        cuts = sorted(self._rng.choices(range(1, len(block) + 1), k=2)) if self._split() else []
        pieces = [block[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(block)], strict=True)]
        first = b"%c%b%b" % (len(padding), pieces[0], padding) if padding else pieces[0]
        flags = end | (Flag.PADDED if padding else 0) | (0 if cuts else Flag.END_HEADERS)
        self.out.append(frame(Kind.HEADERS, flags, stream, first))
        for number, piece in enumerate(pieces[1:], start=2):
            flags = Flag.END_HEADERS if number == len(pieces) else 0
            self.out.append(frame(Kind.CONTINUATION, flags, stream, piece))

    def _block(self, status: int, pairs: tuple[tuple[bytes, bytes], ...]) -> bytes:
        if self._chaos.compress:
            return self._encoder.encode([(b":status", b"%d" % status), *pairs])
        block = _INDEXED.get(status) or b"\x08\x03%d" % status
        return block + b"".join(
            b"\x00%c%b%c%b" % (len(name), name, len(value), value) for name, value in pairs
        )

    def _padding(self, room: int) -> bytes:
        if room < 1 or not self._chance(self._chaos.padding):
            return b""
        return bytes(self._rng.randint(1, min(room, 255)))

    def _split(self) -> bool:
        return self._chance(self._chaos.continuation)

    def _chance(self, fraction: float) -> bool:
        return bool(fraction) and self._rng.random() < fraction
