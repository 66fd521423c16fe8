"""What the fast engine knows at any time: of its peer, of what is in flight, and what is to be written."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from hyperframe.frame import FRAME_MAX_LEN, RstStreamFrame, WindowUpdateFrame

from pymdm.apns.connection import (
    LARGEST_BODY,
    MAX_STREAM_ID,
    MAX_UNSENT_ACKS,
    RECEIVE_WINDOW,
    UNTOLD_STREAMS,
    Event,
    Returned,
    State,
)

if TYPE_CHECKING:
    from hyperframe.frame import Frame

    from pymdm.apns.outcome import Push

# RFC 9113, 7: error codes that are used or understood here.
NO_ERROR: Final = 0x0
PROTOCOL_ERROR: Final = 0x1
FLOW_CONTROL_ERROR: Final = 0x3
FRAME_SIZE_ERROR: Final = 0x6
REFUSED_STREAM: Final = 0x7
CANCEL: Final = 0x8
COMPRESSION_ERROR: Final = 0x9
ENHANCE_YOUR_CALM: Final = 0xB

# RFC 9113, 6.5.2 and 6.9.2: what holds until SETTINGS say otherwise.
INITIAL_WINDOW: Final = 65_535
MAX_WINDOW: Final = 2**31 - 1
MAX_FRAME: Final = FRAME_MAX_LEN

GOAWAY: Final = struct.Struct(">HBBBLLL")


class BreachError(Exception):
    """The peer broke a rule of HTTP/2; the text says which one, the code goes into GOAWAY."""

    def __init__(self, text: str, code: int = PROTOCOL_ERROR) -> None:
        super().__init__(text)
        self.code = code


class Ledger:
    """The state of one connection, and the few changes that several parts of the engine make."""

    __slots__ = (
        "_credit",
        "_received",
        "_unsent_acks",
        "initial_window",
        "max_streams",
        "next_stream",
        "out",
        "said_goodbye",
        "state",
        "streams",
        "window",
    )

    def __init__(self) -> None:
        self.state = State.STARTING
        self.streams: dict[int, Push] = {}  # in flight, in the order in which they were sent
        self.next_stream = 1
        self.max_streams = UNTOLD_STREAMS
        self.window = INITIAL_WINDOW  # what we may send on the connection
        self.initial_window = INITIAL_WINDOW  # ... and on each new stream
        self.out: list[bytes] = []
        self.said_goodbye = False
        self._received = 0  # bytes for which no credit was given back
        self._credit = RECEIVE_WINDOW
        self._unsent_acks = 0

    @property
    def room(self) -> int:
        """How many streams could be opened; 0 where the windows do not take the longest push."""
        if self.state is not State.OPEN or min(self.window, self.initial_window) < LARGEST_BODY:
            return 0
        left = (MAX_STREAM_ID - self.next_stream) // 2 + 1
        return max(0, min(self.max_streams - len(self.streams), left))

    def is_idle(self, stream: int) -> bool:
        """Whether nobody has used this stream yet: only we open streams, and ours have odd numbers."""
        return not stream & 1 or stream >= self.next_stream

    def write(self, frame: Frame) -> None:
        """Put a frame behind what is to be written."""
        self.out.append(frame.serialize())

    def acknowledge(self, frame: Frame) -> None:
        """Answer a frame that must be answered, unless the peer sends more of them than it reads.

        Raises:
            BreachError: too many wait already.
        """
        written = frame.serialize()
        self._unsent_acks += len(written)
        if self._unsent_acks > MAX_UNSENT_ACKS:
            raise BreachError("PING and SETTINGS: expected fewer at a time", ENHANCE_YOUR_CALM)
        self.out.append(written)

    def take_output(self) -> bytes:
        """All that is to be written."""
        written = b"".join(self.out)
        self.out.clear()
        self._unsent_acks = 0
        return written

    def received(self, size: int) -> None:
        """Account for a DATA frame, and give credit back in time.

        Raises:
            BreachError: the peer sent more than it was allowed.
        """
        self._credit -= size
        if self._credit < 0:
            raise BreachError("DATA: expected no more than the connection's window", FLOW_CONTROL_ERROR)
        self._received += size
        if self._received >= RECEIVE_WINDOW // 2:
            self.write(WindowUpdateFrame(0, self._received))
            self._credit += self._received
            self._received = 0

    def reset(self, stream: int) -> None:
        """Tell the peer that nothing more is wanted on a stream."""
        self.write(RstStreamFrame(stream, CANCEL))

    def give_back(self, stream: int, why: str, events: list[Event], *, refused: bool) -> None:
        """Make an event of a push that will get no answer here."""
        push = self.streams.pop(stream)
        push.stream = 0
        events.append(Returned(push=push, processed=False if refused else None, why=why))

    def say_goodbye(self, code: int = NO_ERROR) -> None:
        """Write GOAWAY; the peer has opened no stream, so the last one is 0."""
        self.said_goodbye = True
        self.out.append(GOAWAY.pack(0, 8, 0x7, 0, 0, 0, code))
