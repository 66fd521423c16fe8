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
from typing import Literal, Protocol, TypeAlias

import attrs

from pymdm.apns.outcome import Push, PushOutcome
from pymdm.errors import RemoteProtocolError

__all__ = [
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


@enum.unique
class State(enum.Enum):
    """How far a connection is."""

    STARTING = "starting"
    """The peer's SETTINGS have not come; nothing may be pushed yet (F31)."""
    OPEN = "open"
    DRAINING = "draining"
    """GOAWAY came or went, or the stream ids are used up: answers still come, nothing new may go."""
    CLOSED = "closed"
    """Broken by the peer, or closed by us: nothing more comes.  What is in flight has to be taken back."""


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
    """What both engines do.  Not safe for two threads at once."""

    @property
    def state(self) -> State:
        """How far it is."""

    @property
    def in_flight(self) -> int:
        """How many pushes wait for their answers here."""

    @property
    def max_streams(self) -> int:
        """How many the peer takes at once just now; it may change at any time, even to 1 or 0."""

    @property
    def room(self) -> int:
        """How many pushes could go now: streams, flow control and ids considered; 0 unless OPEN.

        Flow control is reckoned with the largest push there can be, so this may say a few too few.
        """

    def push(self, push: Push) -> int:
        """Write one push; gives its stream.  Raises LocalProtocolError without ``room``."""

    def submit_many(self, pushes: Iterator[Push], limit: int) -> int:
        """Write up to ``limit`` pushes, as many as there is room for; gives how many.

        Takes from ``pushes`` no more than it writes.  Fewer than ``min(limit, room)`` means that ``pushes``
        has ended.
        """

    def receive_data(self, data: bytes) -> list[Event]:
        """What these bytes mean.  Raises nothing for what a peer sent: `Failed` is the last event then.

        After `Failed`, further bytes mean nothing.
        """

    def data_to_send(self) -> bytes:
        """What has to be written now; empty if nothing."""

    def ping(self, payload: bytes) -> None:
        """Ask for a sign of life, 8 bytes long; `Pong` brings them back."""

    def cancel(self, push: Push) -> None:
        """Give up waiting for this push: RST_STREAM.  Whatever still comes for it is ignored."""

    def close(self) -> None:
        """Say GOAWAY: nothing new; what is in flight may still be answered."""

    def take_unanswered(self) -> list[Push]:
        """Everything in flight, in the order in which it was sent, and forget it: the connection is gone."""
