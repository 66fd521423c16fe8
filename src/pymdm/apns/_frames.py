"""The fast engine: frames of pushes from templates, and whole answers 200 in one loop.

Everything else a peer may send takes the slow way, on hyperframe and hpack: `Control` and `Answers`.
"""

from __future__ import annotations

import struct
from binascii import hexlify
from collections.abc import Iterator
from itertools import islice
from json.encoder import encode_basestring_ascii
from typing import TYPE_CHECKING, Final

from hyperframe.exceptions import HyperframeError, InvalidFrameError
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    ExtensionFrame,
    Frame,
    HeadersFrame,
    PingFrame,
    PushPromiseFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

from pymdm.apns._frames_answers import Answers
from pymdm.apns._frames_control import Control
from pymdm.apns._frames_ledger import (
    FRAME_SIZE_ERROR,
    INITIAL_WINDOW,
    MAX_FRAME,
    PROTOCOL_ERROR,
    BreachError,
    Ledger,
)
from pymdm.apns._frames_templates import BODY, BODY_END, Templates
from pymdm.apns.connection import (
    LARGEST_BODY,
    MAX_HEADER_LIST,
    MAX_STREAM_ID,
    RECEIVE_WINDOW,
    Event,
    Failed,
    State,
)
from pymdm.apns.outcome import PushOutcome
from pymdm.errors import LocalProtocolError, RemoteProtocolError

if TYPE_CHECKING:
    from pymdm.apns.outcome import Push

__all__ = ["FramesConnection"]

# RFC 9113, 3.4.
_PREFACE: Final = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

_FRAME_HEADER: Final = 9
# Length in two parts, type and flags in one, stream (RFC 9113, 4.1).
_HEADER: Final = struct.Struct(">HBHL")
_STREAM: Final = struct.Struct(">L")

# HEADERS with END_HEADERS and END_STREAM whose block begins with the indexed field ":status: 200".
_WHOLE_ANSWER: Final = 0x0105
_STATUS_200: Final = 0x88

_BLOCKS: Final = (HeadersFrame, ContinuationFrame, PushPromiseFrame)


def _parsed(data: memoryview) -> Frame:
    kind = data[3]
    if kind > ContinuationFrame.type:  # an extension: nobody asked for it, so its layout is nobody's business
        return ExtensionFrame(kind, 0)
    try:
        frame, _ = Frame.parse_frame_header(data[:_FRAME_HEADER])
        frame.parse_body(data[_FRAME_HEADER:])
    except HyperframeError as error:
        code = FRAME_SIZE_ERROR if isinstance(error, InvalidFrameError) else PROTOCOL_ERROR
        raise BreachError("frames: expected one laid out as its type demands", code) from error
    return frame


class FramesConnection:
    """One connection to ``host``, as `pymdm.apns.connection.PushConnection` describes.

    The header block of an accepted push is looked at only where `PushOutcome.apns_id` is asked for.
    """

    def __init__(self, host: str) -> None:
        self._ledger = Ledger()
        self._templates = Templates(host)
        self._answers = Answers(self._ledger)
        self._control = Control(self._ledger, self._answers, self._templates)
        self._rest = b""  # the beginning of a frame
        # Without a table on the peer's side each answer can be read for itself.
        settings = {
            SettingsFrame.HEADER_TABLE_SIZE: 0,
            SettingsFrame.ENABLE_PUSH: 0,
            SettingsFrame.MAX_HEADER_LIST_SIZE: MAX_HEADER_LIST,
        }
        self._ledger.out.append(_PREFACE)
        self._ledger.write(SettingsFrame(settings=settings))
        self._ledger.write(WindowUpdateFrame(0, RECEIVE_WINDOW - INITIAL_WINDOW))

    @property
    def state(self) -> State:
        """How far it is."""
        return self._ledger.state

    @property
    def in_flight(self) -> int:
        """How many pushes wait for their answers."""
        return len(self._ledger.streams)

    @property
    def max_streams(self) -> int:
        """How many the peer takes at once."""
        return self._ledger.max_streams

    @property
    def room(self) -> int:
        """How many streams could be opened now."""
        return self._ledger.room

    def push(self, push: Push) -> int:
        """Write one push; gives its stream.  Raises LocalProtocolError without ``room``."""
        if not self.submit_many(iter((push,)), 1):
            raise LocalProtocolError("push: expected room on the connection, wait for answers or another one")
        return push.stream

    def submit_many(self, pushes: Iterator[Push], limit: int) -> int:
        """Write up to ``limit`` pushes, as many as there is room for; gives how many."""
        ledger = self._ledger
        limit = min(limit, ledger.room)
        if limit <= 0:
            return 0
        first = stream = ledger.next_stream
        window, streams, write = ledger.window, ledger.streams, ledger.out.extend
        headers = None
        token_size = magic_size = 0
        try:
            for push in islice(pushes, limit):
                target = push.target
                token = hexlify(target.token)
                magic = encode_basestring_ascii(target.push_magic).encode()
                if len(magic) != magic_size or len(token) != token_size or push.headers is not headers:
                    headers, token_size, magic_size = push.headers, len(token), len(magic)
                    start, path, middle, reusable = self._templates.get(headers, token_size, magic_size)
                    if not reusable:
                        headers = None
                number = _STREAM.pack(stream)
                write((start, number, path, token, middle, number, BODY, magic, BODY_END))
                push.stream = stream
                push.attempts += 1
                streams[stream] = push
                stream += 2
                window -= magic_size + 8
                if window < LARGEST_BODY:
                    break
        finally:
            ledger.next_stream, ledger.window = stream, window
            if stream > MAX_STREAM_ID:
                ledger.state = State.DRAINING
        return (stream - first) // 2

    def receive_data(self, data: bytes) -> list[Event]:
        """What these bytes mean.  Raises nothing for what a peer sent: `Failed` is the last event then."""
        events: list[Event] = []
        if self._ledger.state is State.CLOSED:
            return events
        try:
            self._rest = self._read(self._rest + data if self._rest else data, events)
        except BreachError as breach:
            self._fail(breach, events)
        return events

    def _read(self, data: bytes, events: list[Event]) -> bytes:
        position, end = 0, len(data)
        answers, begun = self._answers, self._answers.begun
        unpack, take, add = _HEADER.unpack_from, self._ledger.streams.pop, events.append
        in_block = answers.in_block
        while end - position >= _FRAME_HEADER:
            high, low, kind, stream = unpack(data, position)
            stream &= MAX_STREAM_ID  # the bit above is reserved
            body = position + _FRAME_HEADER
            if kind == _WHOLE_ANSWER and low and not high and not in_block and stream not in begun:
                after = body + low
                if after > end:
                    break
                if data[body] == _STATUS_200:
                    push = take(stream, None)
                    if push is not None:
                        add(PushOutcome(push, 200, data[body:after]))
                        position = after
                        continue
            size = (high << 8) + low
            if size > MAX_FRAME:
                raise BreachError("frames: expected no more than 16 KiB", FRAME_SIZE_ERROR)
            if body + size > end:
                break
            self._on_frame(memoryview(data)[position : body + size], events)
            position = body + size
            in_block = answers.in_block
        return data[position:]

    def _on_frame(self, data: memoryview, events: list[Event]) -> None:
        frame = _parsed(data)
        self._control.greet(frame)
        if self._answers.in_block or isinstance(frame, _BLOCKS):
            self._answers.on_block(frame, events)
        elif isinstance(frame, DataFrame):
            self._answers.on_data(frame, events)
        else:
            self._control.on_frame(frame, events)

    def _fail(self, breach: BreachError, events: list[Event]) -> None:
        ledger = self._ledger
        ledger.state = State.CLOSED
        ledger.out.clear()  # what was not written is still in flight, and will be taken back
        ledger.say_goodbye(breach.code)
        self._rest = b""
        events.append(Failed(error=RemoteProtocolError(str(breach))))

    def data_to_send(self) -> bytes:
        """What has to be written now; empty if nothing."""
        return self._ledger.take_output()

    def ping(self, payload: bytes) -> None:
        """Ask for a sign of life, 8 bytes long; `Pong` brings them back."""
        if len(payload) != 8:
            raise ValueError("payload: expected 8 bytes")
        if self._ledger.state is State.CLOSED:
            raise LocalProtocolError("ping: expected a connection that is not closed")
        self._ledger.write(PingFrame(opaque_data=payload))

    def cancel(self, push: Push) -> None:
        """Give up waiting for this push: RST_STREAM.  Whatever still comes for it is ignored."""
        stream = push.stream
        if self._ledger.streams.get(stream) is push:
            del self._ledger.streams[stream]
            self._answers.forget(stream)
            push.stream = 0
            if self._ledger.state is not State.CLOSED:
                self._ledger.reset(stream)

    def close(self) -> None:
        """Say GOAWAY, once: nothing new; what is in flight may still be answered."""
        ledger = self._ledger
        if ledger.state is not State.CLOSED and not ledger.said_goodbye:
            ledger.state = State.DRAINING
            ledger.say_goodbye()

    def take_unanswered(self) -> list[Push]:
        """Everything in flight, in the order in which it was sent, and forget it: the connection is gone."""
        taken = list(self._ledger.streams.values())
        for push in taken:
            push.stream = 0
        self._ledger.streams.clear()
        self._answers.begun.clear()
        self._ledger.state = State.CLOSED
        return taken
