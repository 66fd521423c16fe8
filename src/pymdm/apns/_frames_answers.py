"""Answers that come in several frames: informational ones, bodies, trailers, header blocks in pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hyperframe.frame import ContinuationFrame, DataFrame, Frame, HeadersFrame, PushPromiseFrame

from pymdm.apns._frames_headers import Pairs, content_length, decoded, final_status, no_pseudo_fields
from pymdm.apns._frames_ledger import FLOW_CONTROL_ERROR, INITIAL_WINDOW, BreachError, Ledger
from pymdm.apns.connection import MAX_HEADER_FRAMES, MAX_HEADER_LIST
from pymdm.apns.outcome import MAX_BODY, PushOutcome

if TYPE_CHECKING:
    from pymdm.apns.connection import Event

__all__ = ["Answers"]


class _Answer:
    """An answer whose final headers have come, and whose body is coming."""

    __slots__ = ("body", "expected", "headers", "received", "status")

    def __init__(self, status: int, headers: Pairs) -> None:
        self.status = status
        self.headers = headers
        self.expected = content_length(headers)
        self.body = b""
        self.received = 0  # for flow control, so with padding


class Answers:
    """The streams whose answers are not one whole frame."""

    __slots__ = ("_ledger", "_pieces", "begun")

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._pieces: list[HeadersFrame | PushPromiseFrame | ContinuationFrame] = []
        self.begun: dict[int, _Answer] = {}

    @property
    def in_block(self) -> bool:
        """Whether a header block is open: nothing but its CONTINUATION may come (RFC 9113, 6.10)."""
        return bool(self._pieces)

    def forget(self, stream: int) -> None:
        """The push of this stream has ended."""
        self.begun.pop(stream, None)

    def on_block(self, frame: Frame, events: list[Event]) -> None:
        """A frame while a header block is open, or one that opens a block.

        Raises:
            BreachError: the frame may not come here, or the whole block is wrong.
        """
        pieces = self._pieces
        if pieces and not (isinstance(frame, ContinuationFrame) and frame.stream_id == pieces[0].stream_id):
            raise BreachError("frames: expected nothing but CONTINUATION within a header block")
        if not isinstance(frame, HeadersFrame | PushPromiseFrame) and not pieces:
            raise BreachError("CONTINUATION: expected only within a header block")
        assert isinstance(frame, HeadersFrame | PushPromiseFrame | ContinuationFrame)
        pieces.append(frame)
        if len(pieces) > MAX_HEADER_FRAMES or sum(len(piece.data) for piece in pieces) > MAX_HEADER_LIST:
            raise BreachError("CONTINUATION: expected the end of the header block")
        if "END_HEADERS" not in frame.flags:
            return
        self._pieces = []
        first = pieces[0]
        if not isinstance(first, HeadersFrame):
            raise BreachError("PUSH_PROMISE: expected none, our SETTINGS forbid it")
        self._on_headers(first, b"".join(piece.data for piece in pieces), events)

    def _on_headers(self, frame: HeadersFrame, block: bytes, events: list[Event]) -> None:
        stream, ended = frame.stream_id, "END_STREAM" in frame.flags
        if self._ledger.is_idle(stream):
            raise BreachError("HEADERS: expected only on streams that carry a push")
        if stream not in self._ledger.streams:
            return  # ended before; without a table nothing is lost by not reading it
        if "PRIORITY" in frame.flags and frame.depends_on == stream:
            raise BreachError("HEADERS: expected a stream not to depend on itself")
        pairs = decoded(block)
        answer = self.begun.get(stream)
        if answer is not None:
            no_pseudo_fields(pairs)
            if not ended:
                raise BreachError("HEADERS: expected trailers to end the stream")
            self._finish(stream, answer, events)
            return
        status = final_status(pairs)
        if status < 200:
            if ended:
                raise BreachError("HEADERS: expected an informational answer to go on")
            return
        answer = _Answer(status, pairs)
        if ended:
            self._finish(stream, answer, events)
        else:
            self.begun[stream] = answer

    def on_data(self, frame: DataFrame, events: list[Event]) -> None:
        """A piece of a body.

        Raises:
            BreachError: nobody asked for it, or it is longer than it may be.
        """
        stream, size = frame.stream_id, frame.flow_controlled_length
        self._ledger.received(size)
        if self._ledger.is_idle(stream):
            raise BreachError("DATA: expected only on streams that carry a push")
        if stream not in self._ledger.streams:
            return
        answer = self.begun.get(stream)
        if answer is None:
            raise BreachError("DATA: expected the answer's HEADERS first")
        answer.received += size
        if answer.received > INITIAL_WINDOW:
            raise BreachError("DATA: expected no more than the stream's window", FLOW_CONTROL_ERROR)
        ended = "END_STREAM" in frame.flags
        answer.body += frame.data
        self._check_length(answer, ended=ended)
        if len(answer.body) > MAX_BODY:
            answer.body = b""
            if not ended:
                self._ledger.reset(stream)
                ended = True
        if ended:
            self._finish(stream, answer, events)

    @staticmethod
    def _check_length(answer: _Answer, *, ended: bool) -> None:
        if answer.expected is None:
            return
        size = len(answer.body)
        if size > answer.expected or (ended and size < answer.expected):
            raise BreachError("DATA: expected as much as content-length says")

    def _finish(self, stream: int, answer: _Answer, events: list[Event]) -> None:
        push = self._ledger.streams.pop(stream)
        push.stream = 0
        self.begun.pop(stream, None)
        events.append(PushOutcome(push, answer.status, answer.headers, answer.body))
