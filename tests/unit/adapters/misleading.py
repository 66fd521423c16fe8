"""Servers that misread headers in one way each, for the self-test to find out."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pymdm.adapters import HeaderProbe, HeaderVerdict
from pymdm.service import MDMRequest, MessageKind

Lines = list[tuple[str, str]]


def joined(lines: Lines, *, fold: Callable[[str], str] = str.lower) -> dict[str, str]:
    """Headers as servers show them: names as ``fold`` makes them, repeated ones joined."""
    found: dict[str, str] = {}
    for name, value in lines:
        key = fold(name)
        found[key] = f"{found[key]},{value}" if key in found else value
    return found


def merging(lines: Lines) -> dict[str, str]:
    return joined(lines, fold=lambda name: name.lower().replace("_", "-"))


def last_spelling_wins(lines: Lines) -> dict[str, str]:
    """What granian does."""
    exact = joined(lines)
    return {name.replace("_", "-"): value for name, value in exact.items()}


def first_wins(lines: Lines) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in lines:
        found.setdefault(name.lower(), value)
    return found


def last_wins(lines: Lines) -> dict[str, str]:
    return {name.lower(): value for name, value in lines}


def without_it(lines: Lines) -> dict[str, str]:
    return joined([(name, value) for name, value in lines if name.lower() != "client-cert"])


class Server:
    """Answers one request a connection: the program behind it refuses everything, as a device route does."""

    def __init__(self, headers: Callable[[Lines], dict[str, str]] = joined, **options: Any) -> None:
        self.headers = headers
        self.refuses: Callable[[Lines], bool] = options.pop("refuses", lambda lines: False)
        self.address: Callable[[Lines, str], str] = options.pop("address", lambda lines, peer: peer)
        self.seen_by: Callable[[int], bool] = options.pop("seen_by", lambda number: True)
        self.answer: bytes = options.pop(
            "answer", b"HTTP/1.1 400 Bad Request\r\nServer: Tiny/1.0\r\n\r\nBad\n"
        )
        self.probe: HeaderProbe | None = None
        self.requests: list[Lines] = []
        assert not options

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, peer = listener.accept()
            except OSError:
                return
            with connection:
                self._one(connection, str(peer[0]) if peer else "")

    def _one(self, connection: socket.socket, peer: str) -> None:
        received = b""
        while b"\r\n\r\n" not in received and (part := connection.recv(65536)):
            received += part
        if not received:
            return
        first, *rest = received.decode().split("\r\n\r\n")[0].split("\r\n")
        lines = [(name, value.strip()) for name, _, value in (line.partition(":") for line in rest)]
        assert first.startswith("PUT /mdm HTTP/1.1")
        self.requests.append(lines)
        if self.refuses(lines):
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\nServer: Tiny/1.0\r\n\r\nunderscores!")
            return
        if self.seen_by(len(self.requests)):
            assert self.probe is not None
            shown = self.headers(lines)
            evidence = MDMRequest(
                body=b"", kind=MessageKind.CONNECT, headers=shown, peer_address=self.address(lines, peer)
            )
            assert not self.probe.admits(evidence)
        connection.sendall(self.answer)


@contextlib.contextmanager
def serving(
    server: Server, *, header: str = "client-cert", unix: Path | None = None
) -> Iterator[HeaderProbe]:
    listener = socket.socket(socket.AF_UNIX if unix else socket.AF_INET)
    listener.bind(str(unix) if unix else ("127.0.0.1", 0))
    listener.listen()
    port = 80 if unix else listener.getsockname()[1]
    server.probe = HeaderProbe(
        f"http://127.0.0.1:{port}/mdm", header=header, unix_socket=str(unix) if unix else None
    )
    thread = threading.Thread(target=server.serve, args=(listener,))
    thread.start()
    try:
        yield server.probe
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def verdict(server: Server, **options: Any) -> HeaderVerdict:
    with serving(server, **options) as probe:
        found = probe.wait(30)
    assert found is not None
    return found


def device(address: str = "127.0.0.1", **headers: str) -> MDMRequest:
    return MDMRequest(body=b"", kind=MessageKind.CONNECT, headers=headers, peer_address=address)
