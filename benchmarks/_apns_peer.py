"""A peer that answers pushes as fast as Python can, in a process of its own: 200, an apns-id, no body.

``python -m benchmarks._apns_peer FOLDER [OPTION ...]`` prints its port.  A line on its input
makes it print, as JSON, what it has counted so far; the end of the input ends it.

It looks at lengths, types and flags of frames and at nothing else, unless the first request of a connection
brings an ``apns-id`` of its own: aioapns waits for that, so from then on each answer brings back what its
request had, still in its Huffman coding.  What it does not expect from a sender of pushes it refuses.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import json
import resource
import select
import socket
import ssl
import struct
import sys
import threading
import time
from pathlib import Path

import attrs
from hpack.huffman_table import decode_huffman
from hpack.table import HeaderTable

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 8, 9
END_STREAM, END_HEADERS, PADDED, PRIORITY = 1, 4, 8, 32
STREAMS = 1000

_HEAD = struct.Struct(">HBBBI")
# 200, and a literal without indexing whose name is "apns-id"
_START = b"\x88\x00\x07apns-id"
_ID = b"\x249e1ba1c8-0000-4000-8000-%012x"
# What holds for a connection unless more is granted (RFC 9113, 6.9.2).
_DEFAULT_WINDOW = 65_535
#: Credit for a whole connection, given back when half is used.
WINDOW = 1 << 21


@attrs.define
class Counts:
    """Of one connection: pushes with a complete body, bytes of HTTP/2 that came in, certificates shown."""

    accepted: int = 0
    received: int = 0
    certificates: int = 0
    refused: int = 0


class Names:
    """Walks over header blocks and remembers of the dynamic table only the names."""

    def __init__(self) -> None:
        self._static = [name for name, _ in HeaderTable.STATIC_TABLE]
        self._dynamic: collections.deque[bytes] = collections.deque(maxlen=256)

    def apns_id(self, block: bytes) -> bytes | None:
        """The value as it is coded in the block, its length before it."""
        position, found = 0, None
        while position < len(block):
            byte = block[position]
            if byte & 0x80:
                _, position = _number(block, position, 7)
                continue
            if byte & 0xE0 == 0x20:
                _, position = _number(block, position, 5)
                continue
            kept = bool(byte & 0x40)
            index, position = _number(block, position, 6 if kept else 4)
            if index:
                name = self._name(index)
            else:
                coded, position = _string(block, position)
                name = _plain(coded)
            value, position = _string(block, position)
            if kept:
                self._dynamic.appendleft(name)
            if name == b"apns-id":
                found = value
        return found

    def _name(self, index: int) -> bytes:
        return self._static[index - 1] if index <= 61 else self._dynamic[index - 62]


def _number(block: bytes, position: int, bits: int) -> tuple[int, int]:
    full = (1 << bits) - 1
    value, position = block[position] & full, position + 1
    if value < full:
        return value, position
    shift = 0
    while True:
        byte, position = block[position], position + 1
        value += (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, position


def _string(block: bytes, position: int) -> tuple[bytes, int]:
    length, start = _number(block, position, 7)
    return block[position : start + length], start + length


def _plain(coded: bytes) -> bytes:
    length, start = _number(coded, 0, 7)
    text = coded[start : start + length]
    return decode_huffman(text) if coded[0] & 0x80 else text


class Answerer:
    """One connection's bytes in, its answers out."""

    def __init__(self, counts: Counts, window: int) -> None:
        self._counts = counts
        self._window = window
        self._rest = b""
        self._started = False
        self._owed = 0
        self._names: Names | None = None
        self._asked = False
        self._ids: dict[int, bytes] = {}

    def hello(self) -> bytes:
        """SETTINGS like Apple's, and credit for the whole connection."""
        settings = _frame(SETTINGS, 0, 0, struct.pack(">HIHI", 3, STREAMS, 6, 8000))
        more = self._window - _DEFAULT_WINDOW
        return settings + (_credit(more) if more else b"")

    def receive(self, data: bytes) -> list[bytes]:
        counts = self._counts
        counts.received += len(data)
        buffer = self._rest + data
        position, end, out = 0, len(buffer), []
        if not self._started:
            if end < len(PREFACE):
                self._rest = buffer
                return []
            if not buffer.startswith(PREFACE):
                raise ValueError("no preface")
            self._started, position = True, len(PREFACE)
        accepted, heads = counts.accepted, _HEAD.unpack_from
        while end - position >= 9:
            high, low, kind, flags, stream = heads(buffer, position)
            body = position + 9
            length = high << 8 | low
            if body + length > end:
                break
            position = body + length
            if kind == DATA:
                self._owed += length
                if flags & END_STREAM:
                    accepted += 1
                    out.append(self._answer(stream, accepted))
            elif kind == HEADERS:
                if self._names is not None or not self._asked:
                    self._look(stream, flags, buffer[body:position])
            elif answer := self._other(kind, flags, buffer[body:position]):
                out.append(answer)
        counts.accepted = accepted
        self._rest = buffer[position:]
        if self._owed > self._window // 2:
            out.append(_credit(self._owed))
            self._owed = 0
        return out

    def _answer(self, stream: int, number: int) -> bytes:
        coded = self._ids.pop(stream) if self._names is not None else _ID % number
        block = _START + coded
        return _HEAD.pack(0, len(block), HEADERS, END_HEADERS | END_STREAM, stream) + block

    def _look(self, stream: int, flags: int, body: bytes) -> None:
        if flags & (PADDED | END_STREAM) or not flags & END_HEADERS:
            raise ValueError("HEADERS of a kind that no sender here uses")
        names = self._names or Names()
        coded = names.apns_id(body[5:] if flags & PRIORITY else body)
        if coded is not None:
            self._names = names
            self._ids[stream] = coded
        self._asked = True

    def _other(self, kind: int, flags: int, body: bytes) -> bytes:
        if kind in (CONTINUATION, RST_STREAM):
            raise ValueError("a frame that no sender here needs")
        if kind == SETTINGS and not flags & 1:
            return _frame(SETTINGS, 1, 0, b"")
        if kind == PING and not flags & 1:
            return _frame(PING, 1, 0, body)
        return b""


def _frame(kind: int, flags: int, stream: int, body: bytes) -> bytes:
    return _HEAD.pack(0, len(body), kind, flags, stream) + body


def _credit(size: int) -> bytes:
    return _frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", size))


class Connection:
    """The socket of one sender, with answers that wait for their time."""

    def __init__(self, plain: socket.socket, peer: Peer, counts: Counts) -> None:
        self._socket = peer.context.wrap_socket(plain, server_side=True)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        counts.certificates = int(bool(self._socket.getpeercert(True)))
        self._socket.setblocking(False)
        self._machine = Answerer(counts, peer.window)
        self._latency = peer.latency
        self._apart = peer.apart
        self._waiting: collections.deque[tuple[float, list[bytes]]] = collections.deque()
        self._out = collections.deque([self._machine.hello()])

    def serve(self) -> None:
        """Until the sender goes."""
        poll = select.poll()
        with contextlib.suppress(ConnectionError, ssl.SSLEOFError), self._socket:
            while True:
                self._send()
                poll.register(self._socket, select.POLLIN | (select.POLLOUT if self._out else 0))
                ready = poll.poll(self._pause())
                if any(event & ~select.POLLOUT for _, event in ready) and not self._read():
                    return

    def _pause(self) -> float | None:
        if not self._waiting:
            return None
        return max(0.0, self._waiting[0][0] - time.monotonic()) * 1000

    def _read(self) -> bool:
        while True:
            try:
                data = self._socket.recv(1 << 18)
            except ssl.SSLWantReadError:
                return True
            if not data:
                return False
            answers = self._machine.receive(data)
            if answers:
                if not self._apart:
                    answers = [b"".join(answers)]
                self._waiting.append((time.monotonic() + self._latency, answers))

    def _send(self) -> None:
        while self._waiting and self._waiting[0][0] <= time.monotonic():
            self._out += self._waiting.popleft()[1]
        while self._out:
            try:
                left = self._out[0][self._socket.send(self._out[0]) :]
                self._out.popleft()
                if left:
                    self._out.appendleft(left)
            except (ssl.SSLWantWriteError, ssl.SSLWantReadError):
                return


class Peer:
    """Listens, and counts what all connections brought."""

    def __init__(self, folder: Path, *, latency: float, window: int, apart: bool) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(folder / "server.pem")
        self.context.load_verify_locations(folder / "ca.pem")
        # h2load cannot show one; the counts tell who did.
        self.context.verify_mode = ssl.CERT_OPTIONAL
        self.context.set_alpn_protocols(["h2"])
        self.counts: list[Counts] = []  # each of its own connection, so that no two threads count in one
        self.latency, self.window, self.apart = latency, window, apart
        self.listener = socket.create_server(("127.0.0.1", 0))

    def accept(self) -> None:
        while True:
            plain, _ = self.listener.accept()
            self.counts.append(Counts())
            threading.Thread(target=self._serve, args=(plain, self.counts[-1]), daemon=True).start()

    def _serve(self, plain: socket.socket, counts: Counts) -> None:
        try:
            Connection(plain, self, counts).serve()
        except (OSError, ValueError) as error:
            counts.refused = 1
            print(f"peer: {error!r}", file=sys.stderr)

    def report(self) -> str:
        sums = {name: sum(getattr(one, name) for one in self.counts) for name in attrs.fields_dict(Counts)}
        used = resource.getrusage(resource.RUSAGE_SELF)
        return json.dumps({**sums, "connections": len(self.counts), "cpu": used.ru_utime + used.ru_stime})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--window", type=int, default=WINDOW)
    parser.add_argument("--apart", action="store_true", help="each answer in a TLS record of its own")
    options = parser.parse_args()
    peer = Peer(options.folder, latency=options.latency, window=options.window, apart=options.apart)
    threading.Thread(target=peer.accept, daemon=True).start()
    print(peer.listener.getsockname()[1], flush=True)
    for _ in sys.stdin:
        print(peer.report(), flush=True)


if __name__ == "__main__":
    main()
