"""``engine="h2"``: the connection to Apple on the h2 library, the reference for the fast engine."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from h2.errors import ErrorCodes
from h2.events import (
    DataReceived,
    PingAckReceived,
    RemoteSettingsChanged,
    ResponseReceived,
    StreamEnded,
    StreamReset,
)
from h2.exceptions import ProtocolError as H2Refusal
from hyperframe.frame import GoAwayFrame, WindowUpdateFrame

from pymdm.apns._h2_frames import Broken, Frames, Kind, known_settings
from pymdm.apns._h2_headers import LARGEST_BODY, RequestBlocks, body
from pymdm.apns._h2_wire import Wire
from pymdm.apns.connection import Event, Failed, GoAway, Pong, Returned, State
from pymdm.apns.outcome import MAX_BODY, Push, PushOutcome
from pymdm.errors import LocalProtocolError, RemoteProtocolError

__all__ = ["H2Connection"]

# RFC 9113, 5.1.1.
_LAST_STREAM: Final = 2**31 - 1

# Frames that answer nothing (PING, SETTINGS, WINDOW_UPDATE, PRIORITY, 1xx, those for streams that are gone),
# in a row.  Some peers send two WINDOW_UPDATE per push, and a thousand pushes may be out before the first
# answer; five times that is somebody who wants us to work, or to pile up acknowledgements.
MAX_IDLE_FRAMES: Final = 10_000

# What a peer put into GOAWAY is shown to people; Apple's is {"reason":"…"}.
MAX_DEBUG: Final = 256

# Credit for frames that came too late is returned in pieces of this size; the window is 64 times as large.
_LATE_CREDIT: Final = 16_384


class _Answer:
    """The answer to one push as far as it has come."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: bytes | tuple[tuple[bytes, bytes], ...]) -> None:
        self.status = status
        self.headers = headers
        self.body = b""


class H2Connection:
    """A connection to ``host``; see `pymdm.apns.connection.PushConnection`."""

    def __init__(self, host: str) -> None:
        self._wire = Wire()
        self._frames = Frames()
        self._blocks = RequestBlocks(host)
        self._state = State.STARTING
        self._pushes: dict[int, Push] = {}
        self._answers: dict[int, _Answer] = {}
        self._next = 1
        self._max_streams = 0
        self._wide = False
        self._idle_frames = 0
        self._late = 0

    # ── what a client asks ───────────────────────────────────────────────────────────────────────

    @property
    def state(self) -> State:
        """How far it is."""
        return self._state

    @property
    def in_flight(self) -> int:
        """How many pushes wait for their answers here."""
        return len(self._pushes)

    @property
    def max_streams(self) -> int:
        """How many the peer takes at once just now; 0 until it has said so."""
        return self._max_streams

    @property
    def room(self) -> int:
        """How many pushes could go now, each reckoned as large as one can be."""
        window = self._wire.outbound_flow_control_window // LARGEST_BODY
        return max(0, min(self._slots(), window))

    def _slots(self) -> int:
        """Room without the connection's window."""
        if self._state is not State.OPEN or not self._wide:
            return 0
        return min(self._max_streams - len(self._pushes), (_LAST_STREAM - self._next) // 2 + 1)

    # ── what a client does ───────────────────────────────────────────────────────────────────────

    def push(self, push: Push) -> int:
        """Write one push; gives its stream."""
        if self.room < 1:
            raise LocalProtocolError("expected room on this connection for one more push; wait for answers")
        self._write(push)
        return push.stream

    def submit_many(self, pushes: Iterator[Push], limit: int) -> int:
        """Write up to ``limit`` pushes, as many as there is room for; gives how many."""
        if self.room < 1:
            return 0
        done = 0
        for push in islice(pushes, max(0, min(limit, self._slots()))):
            self._write(push)
            done += 1
            # After the writing: what has been taken from the iterator may not be lost.
            if self._wire.outbound_flow_control_window < LARGEST_BODY:
                break
        return done

    def _write(self, push: Push) -> None:
        target = push.target
        content = body(target.push_magic)
        if len(content) > LARGEST_BODY:
            raise LocalProtocolError(f"PushMagic: expected a body of up to {LARGEST_BODY} bytes with it")
        stream = self._next
        self._wire.request(stream, self._blocks.block(target.token, push.headers), content)
        self._next = stream + 2
        if stream == _LAST_STREAM:
            self._state = State.DRAINING
        self._pushes[stream] = push
        push.stream = stream
        push.attempts += 1

    def data_to_send(self) -> bytes:
        """What has to be written now; empty if nothing."""
        return self._wire.data_to_send()

    def ping(self, payload: bytes) -> None:
        """Ask for a sign of life, 8 bytes long."""
        if self._state is not State.CLOSED:
            self._wire.ping(payload)

    def cancel(self, push: Push) -> None:
        """Give up waiting for this push: RST_STREAM."""
        if self._pushes.get(push.stream) is push:
            if self._state is not State.CLOSED:
                self._wire.reset_stream(push.stream, ErrorCodes.CANCEL)
            self._let_go(push.stream)

    def close(self) -> None:
        """Say GOAWAY: nothing new; what is in flight may still be answered."""
        if self._state in (State.STARTING, State.OPEN, State.DRAINING):
            # Not by h2, which would then refuse the answers.
            self._wire.write(GoAwayFrame(0))
            self._state = State.DRAINING

    def take_unanswered(self) -> list[Push]:
        """Everything in flight, in the order in which it was sent, and forget it."""
        return [self._let_go(stream) for stream in list(self._pushes)]

    def _let_go(self, stream: int) -> Push:
        push = self._pushes.pop(stream)
        self._answers.pop(stream, None)
        self._wire.forget(stream)
        push.stream = 0
        return push

    # ── what a peer says ─────────────────────────────────────────────────────────────────────────

    def receive_data(self, data: bytes) -> list[Event]:
        """What these bytes mean; `Failed` is the last event if they break the protocol."""
        events: list[Event] = []
        if self._state is State.CLOSED:
            return events
        try:
            for kind, flags, stream, frame in self._frames.cut(data):
                self._take(kind, flags, stream, frame, events)
        except Broken as error:
            farewell = GoAwayFrame(0, error_code=error.code)
            self._wire.write(farewell)
            self._fail(str(error), events)
        except H2Refusal as error:  # h2 has written the farewell
            self._fail(f"expected what RFC 9113 allows, and h2 says {type(error).__name__}", events)
        return events

    def _fail(self, why: str, events: list[Event]) -> None:
        self._state = State.CLOSED
        events.append(Failed(error=RemoteProtocolError(f"HTTP/2 of the push service: {why}; connect again")))

    def _take(self, kind: int, flags: int, stream: int, frame: bytes, events: list[Event]) -> None:
        if stream in self._pushes and kind in _OF_STREAMS:
            self._take_answer(stream, frame, events)
            return
        self._idle()
        if stream and kind in _OF_STREAMS:
            self._take_late(kind, stream, frame)
        elif kind == Kind.GOAWAY:
            self._take_goaway(stream, frame, events)
        elif kind == Kind.SETTINGS and not flags & 1:
            self._take_settings(frame)
        elif kind <= Kind.CONTINUATION:
            for event in self._wire.receive_data(frame):
                if isinstance(event, PingAckReceived):
                    events.append(Pong(payload=bytes(event.ping_data)))

    def _idle(self) -> None:
        self._idle_frames += 1
        if self._idle_frames > MAX_IDLE_FRAMES:
            raise Broken(ErrorCodes.ENHANCE_YOUR_CALM, "expected answers among its frames")

    def _take_answer(self, stream: int, frame: bytes, events: list[Event]) -> None:
        self._idle()
        for event in self._wire.receive_data(frame):
            if isinstance(event, ResponseReceived):
                self._begin_answer(stream, event)
            elif isinstance(event, StreamEnded):
                answer = self._answers[stream]
                push = self._let_go(stream)
                events.append(PushOutcome(push, answer.status, answer.headers, answer.body))
                self._idle_frames = 0
            elif isinstance(event, DataReceived):
                self._take_body(stream, event)
            elif isinstance(event, StreamReset):
                refused = event.error_code == ErrorCodes.REFUSED_STREAM
                why = f"RST_STREAM {int(event.error_code)}"
                push = self._let_go(stream)
                events.append(Returned(push=push, processed=False if refused else None, why=why))

    def _begin_answer(self, stream: int, event: ResponseReceived) -> None:
        block = self._wire.answers.block
        if block:
            self._answers[stream] = _Answer(200, block)
            return
        pairs = tuple((bytes(name), bytes(value)) for name, value in event.headers)
        status = dict(pairs).get(b":status", b"")
        if len(status) != 3 or not status.isdigit():
            raise Broken(ErrorCodes.PROTOCOL_ERROR, "expected a status of three digits")
        self._answers[stream] = _Answer(int(status), pairs)

    def _take_body(self, stream: int, event: DataReceived) -> None:
        size = event.flow_controlled_length
        if size:
            self._wire.acknowledge_received_data(size, stream)
        answer = self._answers[stream]
        # One byte more than an outcome reads: it has to see that there was more.
        answer.body += event.data[: MAX_BODY + 1 - len(answer.body)]
        if event.data:
            self._idle_frames = 0

    def _take_late(self, kind: int, stream: int, frame: bytes) -> None:
        """A frame for a push that was answered, reset or given up: nothing, but for the credit of DATA."""
        if not stream & 1 or stream >= self._next:
            raise Broken(ErrorCodes.PROTOCOL_ERROR, "expected frames only for streams that we opened")
        if kind == Kind.DATA:
            # h2 knows nothing of these bytes, neither that they used the window nor that it opens again.
            self._late += len(frame) - 9
            if self._late >= _LATE_CREDIT:
                self._wire.write(WindowUpdateFrame(0, window_increment=self._late))
                self._late = 0

    def _take_settings(self, frame: bytes) -> None:
        for event in self._wire.receive_data(known_settings(frame)):
            if isinstance(event, RemoteSettingsChanged):
                remote = self._wire.remote_settings
                self._max_streams = remote.max_concurrent_streams
                self._wide = remote.initial_window_size >= LARGEST_BODY
                if 1 in event.changed_settings:  # HEADER_TABLE_SIZE
                    self._blocks.owe_size_update()
        if self._state is State.STARTING:
            self._state = State.OPEN

    def _take_goaway(self, stream: int, frame: bytes, events: list[Event]) -> None:
        if stream or len(frame) < 17:
            raise Broken(
                ErrorCodes.FRAME_SIZE_ERROR, "expected GOAWAY of 8 bytes or more, for the connection"
            )
        last = int.from_bytes(frame[9:13], "big") & _LAST_STREAM
        code = int.from_bytes(frame[13:17], "big")
        self._state = State.DRAINING
        events.append(GoAway(last_stream=last, error_code=code, debug=frame[17 : 17 + MAX_DEBUG]))
        for above in [each for each in self._pushes if each > last]:
            events.append(Returned(push=self._let_go(above), processed=False, why="GOAWAY"))


_OF_STREAMS: Final = frozenset({Kind.DATA, Kind.HEADERS, Kind.RST_STREAM, Kind.WINDOW_UPDATE})
