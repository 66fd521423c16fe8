"""What peers may answer, on real sockets: T67 (no end, a mountain, drips) and answers that are none."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
import threading
import zlib
from typing import Any

import httpx
import pytest

from pymdm.errors import TransportError
from pymdm.http import async_httpx_sender
from pymdm.http.senders import HttpxSender
from tests.unit.http.peer import CANARY, Blocking, Peer, answer, get, peer


def failure(sending: Any, script: Any, **more: Any) -> TransportError:
    with peer(script) as there, pytest.raises(TransportError) as caught:
        sending().send(get(there.url, **more))
    return caught.value


def test_an_answer_is_whole_and_its_status_is_the_flows_business(sending: Any) -> None:
    with peer(answer(b"{}", "Retry-After: 7", "X-A: 1", "X-A: 2", status="429 Slow")) as there:
        response = sending().send(get(there.url))

    assert (429, b"{}") == (response.status, response.body)
    assert ("7", "1, 2") == (response.headers["retry-after"], response.headers["x-a"])


def test_a_body_without_end_is_cut(sending: Any) -> None:
    """T67: the peer would go on for ever; what was read is no more than the limit and a buffer."""

    def endless(connection: socket.socket, request: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    error = failure(sending, endless, limit=100_000)

    assert "100000 bytes" in str(error)
    assert error.request_sent


def test_a_body_that_unpacks_to_a_mountain_is_cut(sending: Any) -> None:
    """T67: a thousandth of it is sent, and packing was not even asked for."""
    bomb = gzip.compress(bytes(50 << 20))

    assert "1000000 bytes" in str(failure(sending, answer(bomb, "Content-Encoding: gzip"), limit=1_000_000))


def test_just_long_enough_is_not_too_long(sending: Any) -> None:
    """T67: the limit itself is allowed, packed and unpacked."""
    body = bytes(1000)
    for sent in (answer(body), answer(gzip.compress(body), "Content-Encoding: gzip")):
        with peer(sent) as there:
            assert body == sending().send(get(there.url, limit=1000)).body


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(b"{}")[:-3], "gzip"),
        (gzip.compress(b"{}") + b"more", "gzip"),
        (b"no gzip at all", "gzip"),
        (zlib.compress(b"{}"), "deflate"),
        (b"{}", "br"),
        (gzip.compress(gzip.compress(b"{}")), "gzip, gzip"),
    ],
)
def test_what_is_not_packed_as_it_says_is_no_answer(sending: Any, body: bytes, encoding: str) -> None:
    assert failure(sending, answer(body, f"Content-Encoding: {encoding}")).request_sent


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nnot a chunk\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf",
        b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"x" * 200_000,
        b"SSH-2.0-OpenSSH_9.9\r\n\r\n",
    ],
    ids=[
        "nothing",
        "half a head",
        "half a body",
        "no chunk",
        "half a chunk",
        "a head without end",
        "no HTTP",
    ],
)
def test_half_an_answer_is_none(sending: Any, sent: bytes) -> None:
    """Whether the request was carried out is not known, and the error says so."""
    error = failure(sending, sent)

    assert error.request_sent
    assert error.__cause__ is not None
    assert str(error).startswith("127.0.0.1: expected ")


def test_a_peer_that_repeats_what_it_hears_brings_no_token_into_an_error(sending: Any) -> None:
    """T65: neither the text of the error nor that of its cause shows the request."""

    def echo(connection: socket.socket, request: bytes) -> None:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)

    error: BaseException | None = failure(sending, echo)
    seen = 0
    while error is not None:
        assert CANARY not in f"{error} {error!r} {error.args}"
        error, seen = error.__cause__ or error.__context__, seen + 1
    assert 2 == seen


def test_no_error_leads_to_the_request_it_is_about(sending: Any) -> None:
    """T65: programs that report errors print attributes, and the local variables of frames."""
    with peer(answer()) as there:
        url = there.url
    with pytest.raises(TransportError) as caught:
        sending().send(get(url))

    error, seen = caught.value.__cause__, 0
    while error is not None:
        assert error.__traceback__ is None
        assert CANARY not in str([dict(getattr(each, "headers", {})) for each in vars(error).values()])
        error, seen = error.__cause__ or error.__context__, seen + 1
    assert seen >= 2


def test_no_header_of_an_answer_gets_into_a_log(sending: Any, caplog: pytest.LogCaptureFixture) -> None:
    """T65: httpcore writes them at level DEBUG, and a new session token is one of them."""
    with caplog.at_level("DEBUG"), peer(answer(b"{}", f"X-ADM-Auth-Session: {CANARY}")) as there:
        assert CANARY == sending().send(get(there.url)).headers["x-adm-auth-session"]

    assert "connect_tcp.complete" in caplog.text
    assert CANARY not in caplog.text


def test_what_others_do_with_the_library_is_logged_as_before(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"), peer(answer(b"{}", "X-A: theirs")) as there:
        Blocking().send(get(there.url))
        with httpx.Client(trust_env=False) as client:
            client.get(there.url)

    assert 1 == caplog.text.count("theirs")


class Drip:
    """A clock that moves on by a second when it is looked at, and a byte from the peer for each second."""

    def __init__(self, there: Peer, head: bytes) -> None:
        self.seconds = 0.0
        self._there, self._head = there, head
        self._peer: socket.socket | None = None
        self._lock = threading.Lock()
        there.script = self.script

    def script(self, connection: socket.socket, request: bytes) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._peer = connection
            connection.sendall(self._head)

    def __call__(self) -> float:
        self.seconds += 1
        with self._lock, contextlib.suppress(OSError):
            if self._peer is not None:
                self._peer.send(b"x")
        return self.seconds


@pytest.mark.parametrize(
    "head",
    [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n"],
    ids=["header", "body"],
)
def test_a_peer_that_drips_holds_a_thread_no_longer_than_the_deadline(head: bytes) -> None:
    """T67: each read gets its byte in time, and the exchange ends all the same."""
    with peer(b"") as there:
        clock = Drip(there, head)
        with HttpxSender(None, ca=None, clock=clock) as send, pytest.raises(TransportError) as caught:
            send(get(there.url, deadline=40.0))

    assert "whole answer within 40 seconds" in str(caught.value)
    assert caught.value.request_sent
    assert 40 <= clock.seconds < 50


@pytest.mark.parametrize(
    "head",
    [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n"],
    ids=["header", "body"],
)
def test_a_peer_that_drips_holds_a_task_no_longer_than_the_deadline(head: bytes) -> None:
    """T67: the peer sends on for as long as it is read."""

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head)
        with contextlib.suppress(ConnectionError):
            while not writer.is_closing():
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0)
        writer.transport.abort()

    async def exchange() -> None:
        server = await asyncio.start_server(drip, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server, async_httpx_sender() as send:
            await send(get(f"http://127.0.0.1:{port}/", deadline=0.1))

    with pytest.raises(TransportError, match=r"whole answer within 0\.1 seconds") as caught:
        asyncio.run(exchange())
    assert caught.value.request_sent
