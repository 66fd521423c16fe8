"""How the server ends: what is under way is answered, and nobody new is let in (F18)."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from pymdm.cli import _listening
from tests.support import PATIENCE

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Server:
    """One application that answers when it is let, served as devices are."""

    def __init__(self) -> None:
        self.entered, self.let_go, self.told = threading.Event(), threading.Event(), threading.Event()
        self.bound = _listening.bind("127.0.0.1", 0)
        self.address = self.bound.getsockname()
        self.sockets: dict[int, Any] = {}
        self.device = _listening.listener(
            self._answer, self.bound, threads=2, largest=1000, spool_at=1000, sockets=self.sockets
        )
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _answer(self, environ: Any, start_response: Any) -> list[bytes]:
        self.entered.set()
        environ["wsgi.input"].read()
        assert self.let_go.wait(PATIENCE)
        start_response("200 OK", [("Content-Length", "4")])
        return [b"done"]

    def _run(self) -> None:
        _listening.serve_until(self.device, self.sockets, self.told)
        _listening.drain(self.device, self.sockets)

    def end(self) -> None:
        """What the signal does."""
        self.told.set()
        self.device.pull_trigger()

    def client(self) -> socket.socket:
        return socket.create_connection(self.address, timeout=PATIENCE)


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()
    yield found
    found.let_go.set()
    if not found.told.is_set():
        found.end()
    found.thread.join(PATIENCE)
    found.bound.close()


def rest(connection: socket.socket) -> bytes:
    parts = []
    with contextlib.suppress(ConnectionError):
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def test_a_request_under_way_is_answered_before_the_end(server: Server) -> None:
    """F18"""
    with server.client() as connection:
        connection.sendall(GET)
        assert server.entered.wait(PATIENCE)
        server.end()
        server.thread.join(0.3)
        assert server.thread.is_alive()
        server.let_go.set()

        assert rest(connection).endswith(b"\r\n\r\ndone")
    server.thread.join(PATIENCE)
    assert not server.thread.is_alive()


def test_a_request_that_has_begun_to_arrive_is_taken_in(server: Server) -> None:
    """F18"""
    server.let_go.set()
    with server.client() as connection:
        connection.sendall(b"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf ")
        _until(lambda: any(channel.request for channel in server.device.active_channels.values()))
        server.end()
        server.thread.join(0.3)
        connection.sendall(b"and.5")

        assert rest(connection).endswith(b"\r\n\r\ndone")


def test_idle_connections_do_not_hold_up_the_end_and_new_ones_are_not_taken(server: Server) -> None:
    """F18"""
    server.let_go.set()
    with server.client() as idle, server.client() as kept:
        kept.sendall(GET)
        answer = b""
        while not answer.endswith(b"done"):
            answer += kept.recv(65536)
        server.end()

        assert (b"", b"") == (rest(idle), rest(kept))
    server.thread.join(PATIENCE)
    with pytest.raises(ConnectionError):
        server.client()


def test_the_end_does_not_wait_for_ever(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """F18: half a minute, however slowly somebody sends."""
    assert 30 == _listening.DRAIN_SECONDS
    monkeypatch.setattr(_listening, "DRAIN_SECONDS", 0.01)
    monkeypatch.setattr(_listening, "END_SECONDS", 0.01)
    with caplog.at_level(logging.WARNING), server.client() as connection:
        connection.sendall(GET)
        assert server.entered.wait(PATIENCE)
        server.end()
        server.thread.join(PATIENCE)

    assert not server.thread.is_alive()
    assert "ended with requests under way count=1" in caplog.text


@pytest.mark.parametrize(
    ("name", "own"),
    [
        (("0.0.0.0", 80), "http://127.0.0.1:80"),
        (("::", 80, 0, 0), "http://[::1]:80"),
        (("192.0.2.1", 80), "http://192.0.2.1:80"),
    ],
)
def test_the_self_test_asks_this_machine(name: tuple[Any, ...], own: str) -> None:
    class Bound:
        def getsockname(self) -> tuple[Any, ...]:
            return name

    assert own == _listening.own_url(Bound())  # type: ignore[arg-type]


def _until(holds: Any) -> None:
    pause = threading.Event()
    for _ in range(2000):
        if holds():
            return
        pause.wait(0.01)
    raise AssertionError("it did not come to that")
