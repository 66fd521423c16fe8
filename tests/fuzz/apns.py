"""Both engines of the push connection hear the same conversation: they have to agree, and to lose nothing.

Compared after each step are: every event, how many pushes went out, state, room, number of streams, and
what was written in answer (acknowledgements, resets, that there is a farewell).  No difference in these is
allowed.  `NOT_COMPARED` lists what may differ, all of it on purpose.
"""

from __future__ import annotations

from typing import Any, Final

from pymdm.apns.connection import Event, Failed, GoAway, Pong, PushConnection, Returned, State
from pymdm.apns.engines import open_connection
from pymdm.apns.outcome import Push, PushHeaders, PushOutcome
from pymdm.protocol.push import PushTarget
from tests.fuzz.apns_streams import Steps, dump, frames_in, load, make

__all__ = ["NOT_COMPARED", "Side", "check", "dump", "load", "make"]

_HEADERS: Final = PushHeaders(topic="com.apple.mgmt.External.a", expiration=1_800_000_000)
_TARGETS: Final = tuple(
    PushTarget(topic=_HEADERS.topic, token=bytes([number]) * 32, push_magic=f"magic-{number:02}")
    for number in range(32)
)


#: What may differ between the engines, and why it does no harm.
NOT_COMPARED: Final = {
    "bytes of HEADERS": "one engine uses the peer's table, one does not; a strict server reads both in the "
    "conformance suite",
    "WINDOW_UPDATE": "when credit is given back is each engine's choice; the suite checks that it is",
    "error codes of GOAWAY": "both refuse; which rule of several was broken first is a matter of order",
    "texts": "of Failed and Returned, for people",
    "headers of accepted pushes": "beside apns-id: neither engine reads them before somebody asks",
}


class Side:
    """One engine, and what became of the pushes that it got."""

    def __init__(self, engine: str) -> None:
        self.connection: PushConnection = open_connection("api.push.apple.com", engine=engine)  # type: ignore[arg-type]
        self.connection.data_to_send()
        self.pushes: list[Push] = []
        self.ended: list[int] = []

    def step(self, step: tuple[Any, ...]) -> list[Any]:
        """Do one step; what can be seen of it, as plain values."""
        name, what, *rest = step
        seen: list[Any] = []
        if name == "push":
            made = [Push(_TARGETS[(len(self.pushes) + n) % 32], _HEADERS) for n in range(what)]
            count = self.connection.submit_many(iter(made), what)
            for push in made[:count]:
                push.context = len(self.pushes)
                self.pushes.append(push)
            seen.append(("sent", count))
        elif name == "cancel":
            if self.pushes:
                push = self.pushes[what % len(self.pushes)]
                waiting = self.connection.in_flight
                self.connection.cancel(push)
                if self.connection.in_flight < waiting:
                    self.ended.append(push.context)
        elif name == "close":
            self.connection.close()
        else:
            size = rest[0] or len(what) or 1
            for start in range(0, len(what), size):
                seen += [
                    self.plain(event) for event in self.connection.receive_data(what[start : start + size])
                ]
        written = self.connection.data_to_send()
        seen += _control(written)
        connection = self.connection
        seen.append((connection.state, connection.in_flight, connection.room, connection.max_streams))
        return seen

    def plain(self, event: Event) -> tuple[Any, ...]:
        """An event without what the engines may word in their own way."""
        if isinstance(event, PushOutcome):
            self.ended.append(event.push.context)  # type: ignore[arg-type]
            found = event.push.context, event.status, event.reason, event.timestamp, event.apns_id
            return ("outcome", *found)
        if isinstance(event, Returned):
            self.ended.append(event.push.context)  # type: ignore[arg-type]
            return ("returned", event.push.context, event.processed)
        if isinstance(event, GoAway):
            return ("goaway", event.last_stream, event.error_code, event.debug)
        if isinstance(event, Pong):
            return ("pong", event.payload)
        assert isinstance(event, Failed)
        assert str(event.error)
        return ("failed",)

    def finish(self) -> None:
        """Every push has ended exactly once."""
        left = self.connection.take_unanswered()
        self.ended += [push.context for push in left]  # type: ignore[misc]
        assert sorted(self.ended) == list(range(len(self.pushes))), "a push ended twice, or not at all"
        assert State.CLOSED is self.connection.state
        assert [] == self.connection.receive_data(b"\0" * 9)


def _control(written: bytes) -> list[Any]:
    """Acknowledgements, resets and farewells; not the pushes, nor when credit is given back."""
    return [
        (kind, flags, stream, b"" if kind == 7 else content)
        for kind, flags, stream, content in frames_in(written)
        if kind in (3, 4, 6, 7)
    ]


def check(steps: Steps) -> None:
    """Both engines through one conversation.

    Raises:
        AssertionError: they part, or one of them loses a push or tells two ends of it.
    """
    fast, reference = Side("frames"), Side("h2")
    for step in steps:
        seen, expected = fast.step(step), reference.step(step)
        assert seen == expected, f"at {step!r}\nframes: {seen}\nh2:     {expected}"
    fast.finish()
    reference.finish()
