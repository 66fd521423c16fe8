"""A server's end of an engine, frame by frame: what the tests of both engines drive them with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from hpack import Decoder, Encoder
from hyperframe.frame import (
    DataFrame,
    Frame,
    GoAwayFrame,
    HeadersFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

from pymdm.apns.connection import Engine, Event, PushConnection
from pymdm.apns.engines import open_connection
from pymdm.apns.outcome import Push, PushHeaders
from pymdm.protocol.push import PushTarget

ENGINES: tuple[Engine, ...] = ("frames", "h2")

HOST = "api.push.apple.com"
HEADERS = PushHeaders(topic="com.apple.mgmt.External.a", expiration=1_800_000_000)
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

# SETTINGS by their numbers on the wire, RFC 9113, 6.5.2.
TABLE, ENABLE_PUSH, STREAMS, WINDOW, FRAME_SIZE, LIST_SIZE = range(1, 7)

UNREGISTERED = b'{"reason":"Unregistered","timestamp":1700000000000}'


def target(number: int = 0, *, magic: str | None = None, token: bytes | None = None) -> PushTarget:
    digest = hashlib.sha256(str(number).encode()).digest()
    magic = f"{number:08X}-0000-0000-0000-000000000000" if magic is None else magic
    return PushTarget(topic=HEADERS.topic, token=digest if token is None else token, push_magic=magic)


def pushes(count: int, headers: PushHeaders = HEADERS) -> list[Push]:
    return [Push(target(number), headers, context=number) for number in range(count)]


def block(*pairs: tuple[str, str], huffman: bool = True) -> bytes:
    """A header block that uses no table, as every peer has to write it after our SETTINGS."""
    encoder = Encoder()
    encoder.header_table_size = 0
    encoder.encode([])  # the update of the table's size: some peers write it, see `table_update`
    return encoder.encode([(name, value, True) for name, value in pairs], huffman=huffman)


def headers(stream: int, *pairs: tuple[str, str], flags: Iterable[str] = ("END_HEADERS",)) -> bytes:
    return HeadersFrame(stream, block(*pairs), flags=flags).serialize()


def data(stream: int, body: bytes, *, end: bool = True) -> bytes:
    return DataFrame(stream, body, flags=("END_STREAM",) if end else ()).serialize()


def answer(stream: int, status: int = 200, body: bytes = b"", *pairs: tuple[str, str]) -> bytes:
    pairs = ((":status", str(status)), *(pairs or (("apns-id", f"ID-{stream}"),)))
    if not body:
        return headers(stream, *pairs, flags=("END_HEADERS", "END_STREAM"))
    return headers(stream, *pairs) + data(stream, body)


def settings(**told: int) -> bytes:
    numbers = {name: number for number, name in enumerate(("TABLE", "PUSH", "STREAMS", "WINDOW", "FRAME"), 1)}
    return SettingsFrame(settings={numbers[name]: value for name, value in told.items()}).serialize()


def goaway(last: int, code: int = 0, debug: bytes = b"") -> bytes:
    return GoAwayFrame(0, last, code, debug).serialize()


def reset(stream: int, code: int) -> bytes:
    return RstStreamFrame(stream, code).serialize()


def credit(increment: int, stream: int = 0) -> bytes:
    return WindowUpdateFrame(stream, increment).serialize()


def cut(written: bytes) -> Iterator[Frame]:
    """The frames in what an engine wrote; anything that is not a whole frame fails."""
    while written:
        frame, length = Frame.parse_frame_header(memoryview(written[:9]), strict=True)
        assert len(written) >= 9 + length, "half a frame"
        frame.parse_body(memoryview(written[9 : 9 + length]))
        written = written[9 + length :]
        yield frame


class Peer:
    """One connection and the server's end of it."""

    def __init__(self, engine: Engine, *, opened: bool = True) -> None:
        self.connection: PushConnection = open_connection(HOST, engine=engine)
        self.decoder = Decoder()
        written = self.connection.data_to_send()
        assert written.startswith(PREFACE)
        self.greeting = list(cut(written[len(PREFACE) :]))
        if opened:
            assert [] == self.receive(settings(STREAMS=1_000) + SettingsFrame(flags=["ACK"]).serialize())
            assert [] == self.receive(credit(2**24))
            self.written()

    def receive(self, *frames: bytes) -> list[Event]:
        return self.connection.receive_data(b"".join(frames))

    def written(self) -> list[Frame]:
        """The frames that were written since the last time."""
        return list(cut(self.connection.data_to_send()))

    def submit(self, count: int, kind: PushHeaders = HEADERS) -> list[Push]:
        """So many pushes, written and taken away; their streams are in them."""
        sent = pushes(count, kind)
        assert count == self.connection.submit_many(iter(sent), count)
        self.connection.data_to_send()
        return sent

    def requests(self) -> list[tuple[int, list[tuple[str, str]], bytes]]:
        """Stream, fields and body of each push that was written since the last time; nothing else was."""
        found: list[tuple[int, list[tuple[str, str]], bytes]] = []
        frames = self.written()
        for head, body in zip(frames[::2], frames[1::2], strict=True):
            assert isinstance(head, HeadersFrame)
            assert isinstance(body, DataFrame)
            assert (head.stream_id, {"END_HEADERS"}) == (body.stream_id, set(head.flags))
            assert {"END_STREAM"} == set(body.flags)
            fields = [(str(name), str(value)) for name, value in self.decoder.decode(head.data)]
            found.append((head.stream_id, fields, body.data))
        return found

    def farewell(self) -> int:
        """The error code of the GOAWAY with which the engine has answered a breach."""
        last = self.written()[-1]
        assert isinstance(last, GoAwayFrame)
        return last.error_code


def skip_to(connection: PushConnection, stream: int) -> None:
    """As if all streams below had been used.  There is no other way: a thousand million pushes take hours."""
    ledger = getattr(connection, "_ledger", None)
    if ledger is not None:
        ledger.next_stream = stream
    else:
        connection._next = stream  # type: ignore[attr-defined]
