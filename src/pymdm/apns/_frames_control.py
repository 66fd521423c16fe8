"""Frames about the connection: SETTINGS, PING, GOAWAY, WINDOW_UPDATE, RST_STREAM."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from hyperframe.frame import (
    Frame,
    GoAwayFrame,
    PingFrame,
    PriorityFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

from pymdm.apns._frames_ledger import (
    FLOW_CONTROL_ERROR,
    MAX_FRAME,
    MAX_WINDOW,
    REFUSED_STREAM,
    BreachError,
    Ledger,
)
from pymdm.apns.connection import MAX_DEBUG, MAX_STREAM_ID, MAX_STREAMS, GoAway, Pong, State

if TYPE_CHECKING:
    from pymdm.apns._frames_answers import Answers
    from pymdm.apns._frames_templates import Templates
    from pymdm.apns.connection import Event

__all__ = ["Control"]

_LARGEST_MAX_FRAME: Final = 2**24 - 1


class Control:
    """What the peer says beside answers."""

    __slots__ = ("_answers", "_greeted", "_ledger", "_templates", "_verbs")

    def __init__(self, ledger: Ledger, answers: Answers, templates: Templates) -> None:
        self._ledger = ledger
        self._answers = answers
        self._templates = templates
        self._greeted = False
        self._verbs: dict[type[Frame], Callable[..., None]] = {
            SettingsFrame: self._on_settings,
            PingFrame: self._on_ping,
            GoAwayFrame: self._on_goaway,
            WindowUpdateFrame: self._on_window_update,
            RstStreamFrame: self._on_reset,
            PriorityFrame: self._on_priority,
        }

    def greet(self, frame: Frame) -> None:
        """Look at the first frame, which is the server's preface (RFC 9113, 3.4).

        Raises:
            BreachError: it is not SETTINGS.
        """
        if not self._greeted:
            if not isinstance(frame, SettingsFrame) or "ACK" in frame.flags:
                raise BreachError("SETTINGS: expected before anything else")
            self._greeted = True

    def on_frame(self, frame: Frame, events: list[Event]) -> None:
        """Obey a frame; one of a kind that is not known is ignored (RFC 9113, 5.5).

        Raises:
            BreachError: it breaks a rule.
        """
        verb = self._verbs.get(type(frame))
        if verb is not None:
            verb(frame, events)

    def _on_settings(self, frame: SettingsFrame, _events: list[Event]) -> None:
        if "ACK" in frame.flags:
            return
        ledger = self._ledger
        for code, value in frame.settings.items():
            _check_setting(code, value)
        told = frame.settings
        if SettingsFrame.HEADER_TABLE_SIZE in told:
            self._templates.resize(told[SettingsFrame.HEADER_TABLE_SIZE])
        if SettingsFrame.MAX_CONCURRENT_STREAMS in told:
            ledger.max_streams = min(told[SettingsFrame.MAX_CONCURRENT_STREAMS], MAX_STREAMS)
        # Streams that are open have sent all that they will: their windows no longer matter.
        ledger.initial_window = told.get(SettingsFrame.INITIAL_WINDOW_SIZE, ledger.initial_window)
        ledger.acknowledge(SettingsFrame(flags=("ACK",)))
        if ledger.state is State.STARTING:
            ledger.state = State.OPEN

    def _on_ping(self, frame: PingFrame, events: list[Event]) -> None:
        if "ACK" in frame.flags:
            events.append(Pong(payload=frame.opaque_data))
        else:
            self._ledger.acknowledge(PingFrame(opaque_data=frame.opaque_data, flags=("ACK",)))

    def _on_goaway(self, frame: GoAwayFrame, events: list[Event]) -> None:
        ledger = self._ledger
        ledger.state = State.DRAINING
        last = frame.last_stream_id & MAX_STREAM_ID
        debug = frame.additional_data[:MAX_DEBUG]
        events.append(GoAway(last_stream=last, error_code=frame.error_code, debug=debug))
        # From the end: thousands of these frames shall not each go through thousands of streams.
        above = list(takewhile(lambda stream: stream > last, reversed(ledger.streams)))
        for stream in reversed(above):
            self._answers.forget(stream)
            ledger.give_back(stream, "GOAWAY before it was taken", events, refused=True)

    def _on_window_update(self, frame: WindowUpdateFrame, _events: list[Event]) -> None:
        if frame.stream_id:
            if self._ledger.is_idle(frame.stream_id):
                raise BreachError("WINDOW_UPDATE: expected only on streams that carry a push")
            return  # all of that push was sent at once
        self._ledger.window += frame.window_increment
        if self._ledger.window > MAX_WINDOW:
            raise BreachError("WINDOW_UPDATE: expected a window below 2 GiB", FLOW_CONTROL_ERROR)

    def _on_reset(self, frame: RstStreamFrame, events: list[Event]) -> None:
        stream = frame.stream_id
        if self._ledger.is_idle(stream):
            raise BreachError("RST_STREAM: expected only on streams that carry a push")
        if stream in self._ledger.streams:
            self._answers.forget(stream)
            refused = frame.error_code == REFUSED_STREAM
            self._ledger.give_back(stream, f"RST_STREAM {frame.error_code}", events, refused=refused)

    def _on_priority(self, frame: PriorityFrame, _events: list[Event]) -> None:
        if frame.depends_on == frame.stream_id:
            raise BreachError("PRIORITY: expected a stream not to depend on itself")


def _check_setting(code: int, value: int) -> None:
    if code == SettingsFrame.ENABLE_PUSH and value:
        raise BreachError("SETTINGS: expected ENABLE_PUSH 0 or nothing of a server")
    if code == SettingsFrame.INITIAL_WINDOW_SIZE and value > MAX_WINDOW:
        raise BreachError("SETTINGS: expected INITIAL_WINDOW_SIZE below 2 GiB", FLOW_CONTROL_ERROR)
    if code == SettingsFrame.MAX_FRAME_SIZE and not MAX_FRAME <= value <= _LARGEST_MAX_FRAME:
        raise BreachError("SETTINGS: expected MAX_FRAME_SIZE from 16 KiB to 16 MiB")
    if code == SettingsFrame.ENABLE_CONNECT_PROTOCOL and value > 1:
        raise BreachError("SETTINGS: expected ENABLE_CONNECT_PROTOCOL 0 or 1")
