"""One HTTP/2 connection to Apple as a byte machine: pushes and bytes in, bytes and outcomes out.

It opens nothing, waits for nothing and knows no clock.  Two engines keep this contract: ``engine="h2"`` on
the h2 library, the reference, and ``engine="frames"``, which writes its frames from templates.

    connection = FramesConnection("api.push.apple.com")
    socket.sendall(connection.data_to_send())        # the preface and our SETTINGS
    for event in connection.receive_data(socket.recv(65536)):
        ...
    if connection.room:
        connection.push(Push(target, headers))
        socket.sendall(connection.data_to_send())
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Final, Literal, Protocol, TypeAlias

import attrs

from pymdm.apns.outcome import Push, PushOutcome
from pymdm.errors import RemoteProtocolError
from pymdm.protocol.push import MAX_PUSH_MAGIC

__all__ = [
    "LARGEST_BODY",
    "MAX_DEBUG",
    "MAX_HEADER_FRAMES",
    "MAX_HEADER_LIST",
    "MAX_STREAMS",
    "MAX_STREAM_ID",
    "MAX_UNSENT_ACKS",
    "RECEIVE_WINDOW",
    "UNTOLD_STREAMS",
    "Engine",
    "Event",
    "Failed",
    "GoAway",
    "Pong",
    "PushConnection",
    "Returned",
    "State",
]

Engine: TypeAlias = Literal["frames", "h2"]

# A character beyond the first 65,536 takes 12 bytes in JSON: {"mdm":"…"} with the longest magic.
LARGEST_BODY: Final = 10 + 12 * MAX_PUSH_MAGIC

# RFC 9113, 5.1.1: 31 bits.
MAX_STREAM_ID: Final = 2**31 - 1

# Apple says 1,000.  A peer that says four milliards would have the whole fleet in memory, and in doubt when
# the connection breaks.
MAX_STREAMS: Final = 10_000

# A peer need not say a number; RFC 9113, 6.5.2 recommends not to say less than this one.
UNTOLD_STREAMS: Final = 100

# What the peer may send before we have given credit back.  A thousand refusals at once are 100 kB.
RECEIVE_WINDOW: Final = 2**20

# Names, values and 32 bytes for each (RFC 9113, 6.5.2).  Apple's answers have under 200 bytes, nginx's 300.
MAX_HEADER_LIST: Final = 16_384

# HEADERS and CONTINUATION of one answer; h2 has the same bound.  One frame holds all that may be in them.
MAX_HEADER_FRAMES: Final = 64

# Apple puts a line of JSON into GOAWAY.
MAX_DEBUG: Final = 1_024

# Bytes of acknowledgements (PING, SETTINGS) that wait to be written.  A thousand of them in one read are of
# use to nobody but an attacker.
MAX_UNSENT_ACKS: Final = 16_384


@enum.unique
class State(enum.Enum):
    """How far a connection is."""

    STARTING = "starting"
    """The peer's SETTINGS have not come; nothing may be pushed yet (F31)."""
    OPEN = "open"
    DRAINING = "draining"
    """GOAWAY came or went, or the stream ids are used up: answers still come, nothing new may go."""
    CLOSED = "closed"
    """Broken by the peer, or given up with `PushConnection.take_unanswered`: nothing more comes."""


@attrs.frozen(kw_only=True)
class Returned:
    """A push that comes back without an answer.

    ``processed`` is False if the peer says that it did nothing with it (REFUSED_STREAM, a stream above the
    last of GOAWAY), None if nobody knows.  A wake-up does no harm twice, so both may be sent again.
    """

    push: Push
    processed: Literal[False] | None
    why: str


@attrs.frozen(kw_only=True)
class GoAway:
    """The peer will take nothing new on this connection; what it has it still answers (F30).

    ``debug`` is what the peer put in, with Apple JSON such as ``{"reason":"Shutdown"}``; untrusted, capped.
    """

    last_stream: int
    error_code: int
    debug: bytes = b""


@attrs.frozen(kw_only=True)
class Pong:
    """The peer has answered a ``ping`` with this payload."""

    payload: bytes


@attrs.frozen(kw_only=True)
class Failed:
    """The peer broke the protocol.  The connection is CLOSED; ``data_to_send`` holds the farewell."""

    error: RemoteProtocolError


Event: TypeAlias = PushOutcome | Returned | GoAway | Pong | Failed


class PushConnection(Protocol):
    """What both engines do.  Not safe for two threads at once.

    - An answer ends its push, whatever comes afterwards on that stream; the same holds for `Returned`,
      `cancel` and `take_unanswered`.  Late frames are ignored, and their bytes count for flow control.
    - A body longer than ``MAX_BODY`` of `pymdm.apns.outcome` ends its push with the status and no body, and
      the rest is refused with RST_STREAM.
    - RST_STREAM gives the push back, even if a status had come.
    - `GoAway` comes first, then what it gives back, in the order in which it was sent; a second GOAWAY is
      told as well.
    - A malformed answer breaks the connection, as it does in h2.
    """

    @property
    def state(self) -> State:
        """How far it is."""

    @property
    def in_flight(self) -> int:
        """How many pushes wait for their answers here."""

    @property
    def max_streams(self) -> int:
        """How many the peer takes at once just now; it may change at any time, even to 1 or 0.

        At most `MAX_STREAMS`; `UNTOLD_STREAMS` before the peer has said a number.
        """

    @property
    def room(self) -> int:
        """How many streams could be opened now; 0 unless OPEN, and 0 unless at least one push can go.

        That one may be as long as a push can be.  Whether all of them fit into the connection's window
        follows from their bodies: `submit_many` reckons with these.
        """

    def push(self, push: Push) -> int:
        """Write one push; gives its stream.

        Raises:
            LocalProtocolError: there is no ``room``, or the target is one that
                `pymdm.protocol.push.check_push_target` refuses.
        """

    def submit_many(self, pushes: Iterator[Push], limit: int) -> int:
        """Write up to ``limit`` pushes, as many as there is room for; gives how many.

        Takes from ``pushes`` no more than it writes.  Fewer than ``min(limit, room)`` means that ``pushes``
        has ended, or that ``room`` is 0 now because their bodies have filled the connection's window.

        Raises:
            LocalProtocolError: a target is one that `pymdm.protocol.push.check_push_target` refuses.  Those
                before it are written; it is not.
        """

    def receive_data(self, data: bytes) -> list[Event]:
        """What these bytes mean.  Raises nothing for what a peer sent: `Failed` is the last event then.

        After `Failed`, further bytes mean nothing.
        """

    def data_to_send(self) -> bytes:
        """What has to be written now; empty if nothing."""

    def ping(self, payload: bytes) -> None:
        """Ask for a sign of life, 8 bytes long; `Pong` brings them back.

        Raises:
            ValueError: it is not 8 bytes long.
            LocalProtocolError: the connection is CLOSED.
        """

    def cancel(self, push: Push) -> None:
        """Give up waiting for this push: RST_STREAM.  Whatever still comes for it is ignored."""

    def close(self) -> None:
        """Say GOAWAY, once: nothing new; what is in flight may still be answered."""

    def take_unanswered(self) -> list[Push]:
        """Everything in flight, in the order in which it was sent, and forget it: the connection is gone.

        The state is CLOSED then.
        """
