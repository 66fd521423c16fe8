"""A peer on a loopback socket that answers byte by byte as a test tells it, and senders of both colours."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pymdm._flow import HttpRequest, HttpResponse
from pymdm.http import async_httpx_sender, httpx_sender
from pymdm.http.senders import HttpxAsyncSender, HttpxSender

#: What a test says to a connection, after the request has been read from it.
Script = Callable[[socket.socket, bytes], None]

CANARY = "canary-4711-bearer"


class Peer:
    """Accepts connections one after the other and runs `script` on each request; keeps what it read."""

    def __init__(self, script: Script, *, tls: ssl.SSLContext | None = None) -> None:
        self.script = script
        self.requests: list[bytes] = []
        self.connections = 0
        self._tls = tls
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}/a"

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            self._threads.append(threading.Thread(target=self._serve, args=(connection,), daemon=True))
            self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.enter_context(connection)
            if self._tls:
                connection = stack.enter_context(self._tls.wrap_socket(connection, server_side=True))
            while request := read_request(connection):
                self.requests.append(request)
                self.script(connection, request)


def read_request(connection: socket.socket) -> bytes:
    """Head and body of the next request; empty when there is none."""
    taken = b""
    while b"\r\n\r\n" not in taken:
        piece = connection.recv(65536)
        if not piece:
            return b""
        taken += piece
    head, _, body = taken.partition(b"\r\n\r\n")
    length = next(
        (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextlib.contextmanager
def peer(script: Script | bytes, *, tls: ssl.SSLContext | None = None) -> Iterator[Peer]:
    """A peer for a while; bytes stand for a script that sends them and ends the connection."""

    def say(connection: socket.socket, request: bytes) -> None:
        assert isinstance(script, bytes)
        connection.sendall(script)
        connection.shutdown(socket.SHUT_WR)

    made = Peer(say if isinstance(script, bytes) else script, tls=tls)
    try:
        yield made
    finally:
        made.close()


def answer(body: bytes = b"", *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def get(url: str, **more: Any) -> HttpRequest:
    return HttpRequest(method="GET", url=url, headers={"Authorization": f"Bearer {CANARY}"}, **more)


class Blocking:
    """Sends with the blocking sender."""

    def __init__(self, client: Any = None, *, ca: bytes | None = None) -> None:
        self.sender: HttpxSender = httpx_sender(client, ca=ca)

    def send(self, *requests: HttpRequest) -> HttpResponse:
        with self.sender as send:
            return [send(request) for request in requests][-1]


class Looping:
    """Sends with the sender for asyncio, from a loop of its own."""

    def __init__(self, client: Any = None, *, ca: bytes | None = None) -> None:
        self.sender: HttpxAsyncSender = async_httpx_sender(client, ca=ca)

    def send(self, *requests: HttpRequest) -> HttpResponse:
        async def all_of_them() -> HttpResponse:
            async with self.sender as send:
                return [await send(request) for request in requests][-1]

        return asyncio.run(all_of_them())


def tls_server(folder: Path, *names: str) -> tuple[ssl.SSLContext, bytes]:
    """A server's context for these names and 127.0.0.1, and the certificate to trust for it, PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    alternatives = [*(x509.DNSName(each) for each in names), x509.IPAddress(IPv4Address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    file = folder / "server.pem"
    file.write_bytes(
        pem
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context, pem
