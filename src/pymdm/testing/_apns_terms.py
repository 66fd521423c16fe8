"""What the service has told a client in SETTINGS and asked by PING, and whether the client has said yes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pymdm.testing._apns_wire import Code, Flag, Kind, frame, require, settings

if TYPE_CHECKING:
    from pymdm.testing._apns_chaos import Chaos
    from pymdm.testing._apns_service import ConnectionRecord

    Pairs = tuple[tuple[int, int], ...]

__all__ = ["HEADER_TABLE_SIZE", "MAX_CONCURRENT_STREAMS", "WINDOW", "Terms"]

# RFC 9113, 6.5.2.
HEADER_TABLE_SIZE: Final = 1
MAX_CONCURRENT_STREAMS: Final = 3
INITIAL_WINDOW_SIZE: Final = 4

# RFC 9113, 6.9.2: where every window begins.
WINDOW: Final = 65_535

# RFC 7541, 6.3 with RFC 9113, 6.5.2: what the header table has unless SETTINGS say otherwise.
_TABLE: Final = 4096

# What h2 and nghttp2 allow before SETTINGS have come (RFC 9113, 6.5.2 recommends no less).
_STREAMS_BEFORE_SETTINGS: Final = 100


class Terms:
    """Of one connection.

    Attributes:
        limit: How many streams the client may open at once, by the last SETTINGS that it has acknowledged.
        agreed: Whether it has acknowledged any.
    """

    def __init__(self, *, chaos: Chaos, record: ConnectionRecord) -> None:
        self.limit = _STREAMS_BEFORE_SETTINGS
        self.agreed = False
        self._chaos = chaos
        self._record = record
        self._open: list[Pairs] = []
        self._asked = 0

    def first(self) -> Pairs:
        """What the server's first SETTINGS say."""
        chaos = self._chaos
        pairs: Pairs = ((MAX_CONCURRENT_STREAMS, chaos.max_streams[0][1]),)
        if chaos.header_table != _TABLE:
            pairs += ((HEADER_TABLE_SIZE, chaos.header_table),)
        if chaos.stream_window != WINDOW:
            pairs += ((INITIAL_WINDOW_SIZE, chaos.stream_window),)
        return pairs

    def announce(self, pairs: Pairs) -> bytes:
        """SETTINGS that hold once they are acknowledged."""
        self._open.append(pairs)
        return settings(pairs)

    def acknowledged(self, payload: bytes) -> Pairs:
        """The client has said yes; gives what holds from now on.

        Raises:
            Broken: there was nothing to acknowledge.
        """
        require(not payload, Code.FRAME_SIZE_ERROR, "an acknowledgement of SETTINGS is empty")
        require(bool(self._open), Code.PROTOCOL_ERROR, "SETTINGS acknowledged that were not sent")
        self.agreed = True
        pairs = self._open.pop(0)
        self.limit = dict(pairs).get(MAX_CONCURRENT_STREAMS, self.limit)
        return pairs

    def ask(self) -> bytes:
        """A PING of the server's own."""
        self._asked += 1
        return frame(Kind.PING, 0, 0, b"fake%04d" % (self._asked % 10_000))

    def ping(self, flags: int, payload: bytes) -> bytes:
        """Take a PING, or the answer to one of ours; gives the answer, as good or bad as the chaos wants it.

        Raises:
            Broken: its form, or an answer to nothing.
        """
        require(len(payload) == 8, Code.FRAME_SIZE_ERROR, "PING has eight bytes")
        record = self._record
        if flags & Flag.ACK:
            right = record.pongs < self._asked and payload == b"fake%04d" % ((record.pongs + 1) % 10_000)
            require(right, Code.PROTOCOL_ERROR, "an answer to a PING that was not sent so")
            record.pongs += 1
            return b""
        record.pings += 1
        if self._chaos.deaf_to_ping:
            return b""
        return frame(Kind.PING, Flag.ACK, 0, payload[::-1] if self._chaos.wrong_ping else payload)
