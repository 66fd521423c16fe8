"""``engine="h2"``: the connection to Apple on the h2 library, the reference for the fast engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, takewhile
from typing import Final

from h2.errors import ErrorCodes
from h2.events import (
    DataReceived,
    InformationalResponseReceived,
    PingAckReceived,
    RemoteSettingsChanged,
    ResponseReceived,
    StreamEnded,
    StreamReset,
)
from h2.exceptions import ProtocolError as H2Refusal
from h2.settings import SettingCodes
from hyperframe.frame import GoAwayFrame

from pymdm.apns._h2_frames import ACK, WHOLE, Broken, Frames, Kind, check_layout, known_settings
from pymdm.apns._h2_headers import RequestBlocks, body
from pymdm.apns._h2_wire import Wire
from pymdm.apns.connection import (
    LARGEST_BODY,
    MAX_DEBUG,
    MAX_STREAM_ID,
    MAX_STREAMS,
    MAX_UNSENT_ACKS,
    RECEIVE_WINDOW,
    UNTOLD_STREAMS,
    Event,
    Failed,
    GoAway,
    Pong,
    Returned,
    State,
)
from pymdm.apns.outcome import MAX_BODY, Push, PushOutcome
from pymdm.errors import LocalProtocolError, RemoteProtocolError

__all__ = ["H2Connection"]

# Answers to accepted pushes have 40 to 60 bytes.  Of a frame up to this long the status is enough; the fast
# engine has the same bound.
_SHORT: Final = 9 + 255

_OF_ANSWERS: Final = frozenset({Kind.DATA, Kind.HEADERS, Kind.RST_STREAM})
_OF_STREAMS: Final = _OF_ANSWERS | {Kind.WINDOW_UPDATE}


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
        self._max_streams = UNTOLD_STREAMS
        self._wide = True  # whether a new stream takes the largest body
        self._unsent_acks = 0
        self._uncredited = 0
        self._goodbye = False

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
        """How many the peer takes at once just now."""
        return self._max_streams

    @property
    def room(self) -> int:
        """How many streams could be opened now."""
        if self._state is not State.OPEN or not self._wide:
            return 0
        if self._wire.outbound_flow_control_window < LARGEST_BODY:
            return 0
        left = (MAX_STREAM_ID - self._next) // 2 + 1
        return max(0, min(self._max_streams - len(self._pushes), left))

    # ── what a client does ───────────────────────────────────────────────────────────────────────

    def push(self, push: Push) -> int:
        """Write one push; gives its stream."""
        if self.room < 1:
            raise LocalProtocolError("expected room on this connection for one more push; wait for answers")
        self._write(push)
        return push.stream

    def submit_many(self, pushes: Iterator[Push], limit: int) -> int:
        """Write up to ``limit`` pushes, as many as there is room for; gives how many."""
        done = 0
        for push in islice(pushes, max(0, min(limit, self.room))):
            self._write(push)
            done += 1
            # After the writing: what has been taken from the iterator may not be lost.
            if self._wire.outbound_flow_control_window < LARGEST_BODY:
                break
        return done

    def _write(self, push: Push) -> None:
        target = push.target
        content = body(target.push_magic)
        stream = self._next
        self._wire.request(stream, self._blocks.block(target.token, push.headers), content)
        self._next = stream + 2
        if stream == MAX_STREAM_ID:
            self._state = State.DRAINING
        self._pushes[stream] = push
        push.stream = stream
        push.attempts += 1

    def data_to_send(self) -> bytes:
        """What has to be written now; empty if nothing."""
        self._unsent_acks = 0
        return self._wire.data_to_send()

    def ping(self, payload: bytes) -> None:
        """Ask for a sign of life, 8 bytes long."""
        if len(payload) != 8:
            raise ValueError("payload: expected 8 bytes")
        if self._state is State.CLOSED:
            raise LocalProtocolError("ping: expected a connection that is not closed")
        self._wire.ping(payload)

    def cancel(self, push: Push) -> None:
        """Give up waiting for this push: RST_STREAM."""
        if self._pushes.get(push.stream) is push:
            if self._state is not State.CLOSED:
                self._wire.reset_stream(push.stream, ErrorCodes.CANCEL)
            self._let_go(push.stream)

    def close(self) -> None:
        """Say GOAWAY, once: nothing new; what is in flight may still be answered."""
        if self._state is not State.CLOSED and not self._goodbye:
            # Not by h2, which would then refuse the answers.
            self._wire.write(GoAwayFrame(0))
            self._state = State.DRAINING
            self._goodbye = True

    def take_unanswered(self) -> list[Push]:
        """Everything in flight, in the order in which it was sent, and forget it."""
        self._state = State.CLOSED
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
            self._fail(error.code, str(error), events)
        except H2Refusal as error:
            why = f"expected what RFC 9113 allows, and h2 says {type(error).__name__}"
            self._fail(error.error_code, why, events)
        return events

    def _fail(self, code: ErrorCodes, why: str, events: list[Event]) -> None:
        self._state = State.CLOSED
        self._wire.clear_outbound_data_buffer()  # what was not written is in flight, and will be taken back
        self._wire.write(GoAwayFrame(0, error_code=code))
        events.append(Failed(error=RemoteProtocolError(f"HTTP/2: {why}; connect again")))

    def _take(self, kind: int, flags: int, stream: int, frame: bytes, events: list[Event]) -> None:
        if stream in self._pushes and kind in _OF_ANSWERS:
            whole = flags == WHOLE and len(frame) <= _SHORT and stream not in self._answers
            self._wire.answers.status_is_enough = whole
            self._take_answer(stream, frame, events)
        elif stream and kind in _OF_STREAMS:
            self._take_late(kind, stream, frame)
        elif kind == Kind.GOAWAY:
            self._take_goaway(stream, frame, events)
        elif kind == Kind.SETTINGS and not flags & ACK:
            self._take_settings(frame)
        elif kind == Kind.PING:
            self._take_ping(frame, events)
        elif kind <= Kind.CONTINUATION:  # what is not known has to be ignored (RFC 9113, 5.5)
            self._wire.receive_data(frame)

    def _take_answer(self, stream: int, frame: bytes, events: list[Event]) -> None:
        for event in self._wire.receive_data(frame):
            if isinstance(event, ResponseReceived):
                self._begin_answer(stream, event)
            elif isinstance(event, StreamEnded):
                self._end_answer(stream, events)
            elif isinstance(event, DataReceived):
                self._take_body(stream, event, events)
            elif isinstance(event, InformationalResponseReceived):
                _status(event.headers)
            elif isinstance(event, StreamReset):
                refused = event.error_code == ErrorCodes.REFUSED_STREAM
                why = f"RST_STREAM {int(event.error_code)}"
                push = self._let_go(stream)
                events.append(Returned(push=push, processed=False if refused else None, why=why))

    def _end_answer(self, stream: int, events: list[Event]) -> None:
        answer = self._answers.get(stream)
        if answer is not None:  # else its body was too long, and it has ended before
            push = self._let_go(stream)
            events.append(PushOutcome(push, answer.status, answer.headers, answer.body))

    def _begin_answer(self, stream: int, event: ResponseReceived) -> None:
        block = self._wire.answers.block
        if block:
            self._answers[stream] = _Answer(200, block)
            return
        pairs = tuple((bytes(name), bytes(value)) for name, value in event.headers)
        self._answers[stream] = _Answer(_status(pairs), pairs)

    def _take_body(self, stream: int, event: DataReceived, events: list[Event]) -> None:
        self._give_credit(event.flow_controlled_length)
        answer = self._answers[stream]
        answer.body += event.data
        if len(answer.body) > MAX_BODY:
            answer.body = b""
            if event.stream_ended is None:
                self._wire.reset_stream(stream, ErrorCodes.CANCEL)
            self._end_answer(stream, events)

    def _take_late(self, kind: int, stream: int, frame: bytes) -> None:
        """A frame for a push that was answered, reset or given up: nothing, but for the credit of DATA."""
        if not stream & 1 or stream >= self._next:
            raise Broken(ErrorCodes.PROTOCOL_ERROR, "expected frames only for streams that we opened")
        check_layout(frame)
        if kind == Kind.DATA:
            self._wire.take_unseen(len(frame) - 9)
            self._give_credit(len(frame) - 9)

    def _give_credit(self, size: int) -> None:
        # For the connection only: no answer may be as long as the window of its stream.
        self._uncredited += size
        if self._uncredited >= RECEIVE_WINDOW // 2:
            self._wire.increment_flow_control_window(self._uncredited)
            self._uncredited = 0

    def _take_settings(self, frame: bytes) -> None:
        self._acknowledging(9)
        for event in self._wire.receive_data(known_settings(frame)):
            if isinstance(event, RemoteSettingsChanged):
                remote = self._wire.remote_settings
                told = SettingCodes.MAX_CONCURRENT_STREAMS in remote
                self._max_streams = (
                    min(remote.max_concurrent_streams, MAX_STREAMS) if told else UNTOLD_STREAMS
                )
                self._wide = remote.initial_window_size >= LARGEST_BODY
                if SettingCodes.HEADER_TABLE_SIZE in event.changed_settings:
                    self._blocks.owe_size_update()
        if self._state is State.STARTING:
            self._state = State.OPEN

    def _take_ping(self, frame: bytes, events: list[Event]) -> None:
        for event in self._wire.receive_data(frame):
            if isinstance(event, PingAckReceived):
                events.append(Pong(payload=bytes(event.ping_data)))
            else:
                self._acknowledging(len(frame))

    def _acknowledging(self, size: int) -> None:
        self._unsent_acks += size
        if self._unsent_acks > MAX_UNSENT_ACKS:
            raise Broken(ErrorCodes.ENHANCE_YOUR_CALM, "expected fewer PING and SETTINGS at a time")

    def _take_goaway(self, stream: int, frame: bytes, events: list[Event]) -> None:
        if stream or len(frame) < 17:
            raise Broken(
                ErrorCodes.FRAME_SIZE_ERROR, "expected GOAWAY of 8 bytes or more, for the connection"
            )
        last = int.from_bytes(frame[9:13], "big") & MAX_STREAM_ID
        code = int.from_bytes(frame[13:17], "big")
        self._state = State.DRAINING
        events.append(GoAway(last_stream=last, error_code=code, debug=frame[17 : 17 + MAX_DEBUG]))
        why = "GOAWAY before it was taken"
        # From behind, so that many GOAWAY of a peer do not cost a look at all pushes each.
        above = list(takewhile(lambda each: each > last, reversed(self._pushes)))
        for each in reversed(above):
            events.append(Returned(push=self._let_go(each), processed=False, why=why))


def _status(pairs: Iterable[tuple[bytes | str, bytes | str]]) -> int:
    # h2 has made sure that there is one, but not what it is.
    text = next(value for name, value in pairs if name == b":status")
    if not isinstance(text, bytes) or len(text) != 3 or not text.isdigit() or text < b"100":
        raise Broken(ErrorCodes.PROTOCOL_ERROR, "expected a status of three digits")
    return int(text)
