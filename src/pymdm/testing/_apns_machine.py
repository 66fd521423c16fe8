"""The server's side of a connection as a byte machine: the client's bytes in, answers out, chaos as written.

No sockets, no clock: times are numbers of seconds that the caller passes in and `next_due` names.

    apns = FakeAPNsConnection(topic=topic)
    engine.receive_data(apns.data_to_send())        # the server's SETTINGS
    apns.receive_data(engine.data_to_send())
    engine.receive_data(apns.data_to_send())        # the answers
"""

from __future__ import annotations

import heapq
import random
from typing import TYPE_CHECKING, Final

from pymdm.testing._apns_answers import Answers
from pymdm.testing._apns_blocks import BlockReader
from pymdm.testing._apns_chaos import CALM, Chaos
from pymdm.testing._apns_rules import MAX_PAYLOAD, Headline, read_magic
from pymdm.testing._apns_service import ConnectionRecord, Service
from pymdm.testing._apns_terms import HEADER_TABLE_SIZE, MAX_CONCURRENT_STREAMS, WINDOW, Terms
from pymdm.testing._apns_wire import (
    Broken,
    Code,
    Flag,
    FrameReader,
    Kind,
    goaway,
    require,
    unpadded,
    window_update,
)

if TYPE_CHECKING:
    from pymdm.testing._apns_judge import Judge

__all__ = ["FakeAPNsConnection"]

# A body that goes on beyond this is no push, however patient the service is.
_MAX_BODY: Final = 4 * MAX_PAYLOAD


class FakeAPNsConnection:
    """One connection; what it shares with others is in ``service``.

    Args:
        topic: Of the client's certificate; pushes of any other are refused.
        service: Tokens, storms and log; by default one that accepts every token.
        chaos: What goes wrong.
        number: Of the connection, for the log and the seed.
        strict: h2 looks at every byte as well, which costs about ten times the CPU.
        now: Seconds, of the same clock as all later ones.
    """

    def __init__(
        self,
        *,
        topic: str,
        service: Service | None = None,
        chaos: Chaos | None = None,
        number: int = 0,
        strict: bool = True,
        now: float = 0.0,
    ) -> None:
        self.service = service if service is not None else Service()
        self.record = ConnectionRecord(number=number, topic=topic)
        chaos = chaos if chaos is not None else CALM
        if chaos.connections is not None and number >= chaos.connections:
            chaos = CALM
        self.chaos = chaos
        self.ending: str | None = None
        """How the transport has to end once all is written: "reset", "fin" (in peace), "close"; None: not."""
        self.reading = True
        """False: the transport should not be read."""
        self._rng = random.Random(f"{chaos.seed} {number}")  # noqa: S311 - repeatable is the point
        self._judge = _new_judge() if strict else None
        self._frames = FrameReader()
        self._blocks = BlockReader(topic=topic)
        self._answers = Answers(chaos=chaos, rng=self._rng)
        self._apns_id = b"%08X-F0A5-4000-8000-%%012X" % self._rng.getrandbits(32)
        self._silent = False
        self._open: dict[int, tuple[Headline, bytes, bytes]] = {}
        self._pending: dict[int, tuple[Headline, bytes, bytes]] = {}
        self._fresh: list[int] = []
        self._due: list[tuple[float, int, list[int]]] = []
        self._last_stream = 0
        self._goaway_last: int | None = None
        self._window = WINDOW
        self._widest = max(WINDOW, chaos.connection_window)
        self._used = 0
        self._terms = Terms(chaos=chaos, record=self.record)
        self._started = False
        self._start_at = now + chaos.settings_delay_ms / 1000
        self._eventful = any(
            (chaos.goaway_every, chaos.close_every, chaos.ping_every, len(chaos.max_streams) > 1)
        ) or (chaos.half_open_after is not None or chaos.stop_reading_after is not None)
        if chaos.half_open_after == 0:
            self._fall_silent("half-open")
        if chaos.stop_reading_after == 0:
            self.reading = False
        self.tick(now)

    @property
    def next_due(self) -> float | None:
        """When `tick` has something to do; None if only bytes can change anything."""
        if self._is_deaf():
            return None
        if not self._started:
            return self._start_at
        return self._due[0][0] if self._due else None

    def _is_deaf(self) -> bool:
        return self._silent or self.ending is not None

    @property
    def unanswered(self) -> int:
        """How many streams wait for an answer."""
        return len(self._open) + len(self._pending)

    def data_to_send(self) -> bytes:
        """What has to be written now; nothing before the first SETTINGS are due."""
        return self._answers.take() if self._started or self.ending is not None else b""

    def receive_data(self, data: bytes, now: float = 0.0) -> None:
        """Take what the client wrote, at this time."""
        if self._is_deaf():
            return
        try:
            if self._judge is not None:
                self._judge.receive(data)
            for kind, flags, stream, payload in self._frames.feed(data):
                if kind == Kind.DATA:
                    self._data(flags, stream, payload)
                elif kind == Kind.HEADERS:
                    self._headers(flags, stream, payload)
                else:
                    self._control(kind, flags, stream, payload)
                if self._is_deaf():
                    break
        except Broken as broken:
            self._break(broken)
            return
        self._schedule(now)
        self.tick(now)

    def tick(self, now: float) -> None:
        """Do what is due."""
        if self._is_deaf():
            return
        if not self._started:
            if now < self._start_at:
                return
            self._start()
        while self._due and self._due[0][0] <= now:
            for stream in heapq.heappop(self._due)[2]:
                found = self._pending.pop(stream, None)
                if found is not None:  # neither cancelled nor abandoned
                    self._answer(stream, *found)
        if self._goaway_last is not None and not (self.unanswered or self._answers.waiting):
            self._end("fin", "goaway")

    def shut_down(self) -> None:
        """Say GOAWAY with Apple's ``Shutdown``; what has come is answered."""
        self._say_goaway(self._last_stream)

    def lost(self, how: str) -> None:
        """The transport has ended."""
        if self.record.ended is None:
            self.record.ended = how

    # Requests.

    def _headers(self, flags: int, stream: int, block: bytes) -> None:
        headline, token = self._blocks.read(block)  # also of streams that are not wanted: HPACK has a state
        if stream & 1 == 0 or stream <= self._last_stream:
            raise Broken(Code.PROTOCOL_ERROR, "HEADERS on a stream that cannot begin now")
        self._last_stream = stream
        record = self.record
        if self._goaway_last is not None:
            record.abandoned += 1
            self._over(stream)
            return
        at_once = len(self._open) + len(self._pending) + 1
        if at_once > self._terms.limit:
            record.over_limit += 1
            self._refuse_stream(stream)
            return
        if at_once > record.most_at_once:
            record.most_at_once = at_once
        if not self._terms.agreed:
            record.early += 1
        if flags & Flag.END_STREAM:
            self._complete(stream, headline, token, b"")
        else:
            self._open[stream] = (headline, token, b"")

    def _data(self, flags: int, stream: int, payload: bytes) -> None:
        size = len(payload)
        self._use_window(size)
        found = self._open.get(stream)
        if found is None:
            if stream > self._last_stream or stream == 0:
                raise Broken(Code.PROTOCOL_ERROR, "DATA on a stream that is idle")
            return  # refused, abandoned or cancelled
        body = unpadded(flags, payload) if flags & Flag.PADDED else payload
        headline, token, before = found
        body = before + body if before else body
        if flags & Flag.END_STREAM:
            del self._open[stream]
            self._complete(stream, headline, token, body)
            return
        if len(body) > _MAX_BODY:
            raise Broken(Code.ENHANCE_YOUR_CALM, "the body of a push does not end")
        self._open[stream] = (headline, token, body)
        if size:
            self._answers.out.append(window_update(stream, size))
            if self._judge is not None:
                self._judge.credit(stream, size)

    def _use_window(self, size: int) -> None:
        self._window -= size
        if self._window < 0:
            raise Broken(Code.FLOW_CONTROL_ERROR, "more DATA than the connection's window allows")
        self._used += size
        if self._used > (self._widest - MAX_PAYLOAD if self.chaos.late_credit else self._widest // 2):
            self._give_credit(self._used)
            self._used = 0

    def _give_credit(self, more: int) -> None:
        if more:
            self._answers.out.append(window_update(0, more))
            if self._judge is not None:
                self._judge.credit(None, more)
            self._window += more

    def _complete(self, stream: int, headline: Headline, token: bytes, body: bytes) -> None:
        self._pending[stream] = (headline, token, body)
        self._fresh.append(stream)
        self.record.pushes += 1
        if self._eventful:
            self._disturb(self.record.pushes)

    def _schedule(self, now: float) -> None:
        if not self._fresh:
            return
        fresh, self._fresh = self._fresh, []
        chaos = self.chaos
        if chaos.shuffle:
            self._rng.shuffle(fresh)
        delay = chaos.latency_ms + (self._rng.random() * chaos.jitter_ms if chaos.jitter_ms else 0)
        heapq.heappush(self._due, (now + delay / 1000, fresh[0], fresh))

    def _answer(self, stream: int, headline: Headline, token: bytes, body: bytes) -> None:
        record = self.record
        if self.chaos.refuse and self._rng.random() < self.chaos.refuse:
            self._refuse_stream(stream)
            return
        refusal = headline.refusal
        if refusal is None:
            magic = read_magic(body)
            if isinstance(magic, str):
                refusal = self.service.decide(headline, token, magic, connection=record.number, stream=stream)
            else:
                refusal = self.service.refused(magic)
        else:
            self.service.refused(refusal)
        apns_id = headline.apns_id or self._apns_id % stream
        if refusal is None:
            record.accepted += 1
            self._answers.accept(stream, apns_id)
        else:
            record.refused += 1
            self._answers.refuse(stream, refusal, apns_id)
        self._over(stream)

    def _refuse_stream(self, stream: int) -> None:
        self.record.reset += 1
        self._answers.reset(stream, Code.REFUSED_STREAM)
        self._over(stream)

    def _over(self, stream: int) -> None:
        if self._judge is not None:
            self._judge.over(stream)

    # Everything else that a client may send.

    def _control(self, kind: int, flags: int, stream: int, payload: bytes) -> None:
        if kind == Kind.SETTINGS:
            require(stream == 0, Code.PROTOCOL_ERROR, "SETTINGS on a stream")
            if flags & Flag.ACK:
                self._agree(payload)
            else:
                self._answers.obey_settings(payload)
        elif kind == Kind.PING:
            require(stream == 0, Code.PROTOCOL_ERROR, "PING on a stream")
            self._answers.out.append(self._terms.ping(flags, payload))
        elif kind == Kind.WINDOW_UPDATE:
            require(len(payload) == 4, Code.FRAME_SIZE_ERROR, "WINDOW_UPDATE has four bytes")
            more = int.from_bytes(payload, "big") & 0x7FFFFFFF
            require(more > 0, Code.PROTOCOL_ERROR, "WINDOW_UPDATE gives nothing")
            require(stream <= self._last_stream, Code.PROTOCOL_ERROR, "WINDOW_UPDATE on an idle stream")
            self._answers.credit(stream, more, known=stream in self._pending or stream in self._open)
        elif kind == Kind.RST_STREAM:
            require(len(payload) == 4, Code.FRAME_SIZE_ERROR, "RST_STREAM has four bytes")
            require(0 < stream <= self._last_stream, Code.PROTOCOL_ERROR, "RST_STREAM on an idle stream")
            self._cancel(stream)
        elif kind == Kind.GOAWAY:
            require(stream == 0 and len(payload) >= 8, Code.PROTOCOL_ERROR, "GOAWAY of the wrong form")
        elif kind == Kind.PUSH_PROMISE:
            raise Broken(Code.PROTOCOL_ERROR, "a client may not send PUSH_PROMISE")

    def _agree(self, payload: bytes) -> None:
        for key, value in self._terms.acknowledged(payload):
            if key == HEADER_TABLE_SIZE:
                self._blocks.allow_table(value)

    def _cancel(self, stream: int) -> None:
        known = self._open.pop(stream, None) or self._pending.pop(stream, None)
        self.record.cancelled += known is not None
        self._answers.forget(stream)

    # Chaos.

    def _start(self) -> None:
        self._started = True
        # The first frame of a server is its SETTINGS, whatever the client sent meanwhile.
        self._answers.out.insert(0, self._announce(self._terms.first()))
        self._give_credit(max(0, self.chaos.connection_window - WINDOW))

    def _announce(self, pairs: tuple[tuple[int, int], ...]) -> bytes:
        if self._judge is not None:
            self._judge.settings(pairs)
        return self._terms.announce(pairs)

    def _disturb(self, count: int) -> None:
        chaos = self.chaos
        for after, streams in chaos.max_streams[1:]:
            if after == count:
                self._answers.out.append(self._announce(((MAX_CONCURRENT_STREAMS, streams),)))
        if chaos.ping_every and count % chaos.ping_every == 0:
            self._answers.out.append(self._terms.ask())
        if chaos.goaway_every and count % chaos.goaway_every == 0:
            self._say_goaway(self._last_of_goaway())
        if chaos.close_every and count % chaos.close_every == 0:
            self._close_abruptly()
        if chaos.half_open_after == count:
            self._fall_silent("half-open")
        if chaos.stop_reading_after == count:
            self.reading = False

    def _close_abruptly(self) -> None:
        # The older half is answered first: without, a client that writes all at once would never get on.
        waiting = list(self._pending)
        for stream in waiting[: self._rng.randint(len(waiting) // 2, len(waiting) - 1)]:
            self._answer(stream, *self._pending.pop(stream))
        self._end("reset" if self.chaos.close == "reset" else "close", self.chaos.close)

    def _last_of_goaway(self) -> int:
        """The last stream that is answered, so that some of the youngest are not."""
        waiting = sorted([*self._pending, *self._open])
        spared = self._rng.randint(0, min(self.chaos.goaway_abandons, len(waiting)))
        return max(0, waiting[-spared] - 2) if spared else self._last_stream

    def _say_goaway(self, last: int) -> None:
        if self._goaway_last is not None or self.ending is not None:
            return
        self._goaway_last = last
        self.record.goaways += 1
        for streams in (self._open, self._pending):
            for stream in [stream for stream in streams if stream > last]:
                del streams[stream]
                self.record.abandoned += 1
                self._over(stream)
        self._fresh = [stream for stream in self._fresh if stream <= last]
        self._answers.out.append(goaway(last, Code.NO_ERROR, b'{"reason":"Shutdown"}'))

    def _fall_silent(self, why: str) -> None:
        self._silent, self.reading = True, False
        self._answers.take()
        self.record.ended = why

    def _break(self, broken: Broken) -> None:
        self.record.broken = str(broken)
        self._answers.out.append(goaway(self._last_stream, broken.code, str(broken).encode()[:200]))
        self._end("close", "broken")

    def _end(self, how: str, why: str) -> None:
        if self.ending is None:
            self.ending = how
            self.lost(why)


def _new_judge() -> Judge:
    from pymdm.testing._apns_judge import Judge  # h2 costs 30 ms, and the quick mode has no use for it

    return Judge()
