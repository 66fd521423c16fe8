"""A loopback port for the fakes of Apple's web services: HTTP/1.1, and answers that end badly."""

from __future__ import annotations

import functools
import socket
import socketserver
import struct
import sys
import threading
import time
import zlib
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, Final

from pymdm._flow import HttpRequest

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from pymdm._flow import HttpResponse

__all__ = ["BROKEN", "Loopback"]

#: What an answer may end with, beside "whole", and what is said to who sends in memory.
BROKEN: Final = {
    "drop": "the connection ended without an answer",
    "half": "the connection ended within the answer",
    "slow": "the answer did not come within the deadline",
    "endless": "the answer is longer than the limit",
    "bomb": "the answer is longer than the limit",
}

#: Bytes of a request's body: a thousand serial numbers, a profile with certificates, and much room.
_MAX_BODY: Final = 8 << 20

#: Bytes of an answer without end after which the fake is tired of it.
_ENDLESS: Final = 256 << 20
_BLOCK: Final = b" " * 65536

#: Bytes that a bomb unpacks to: four times what a careful client takes.
_BOMB: Final = 64 << 20

#: Seconds between two bytes of a slow answer, and for a handshake.
_DRIP: Final = 0.05
_HANDSHAKE: Final = 10.0


class Loopback:
    """Listens on a free port of 127.0.0.1, with a thread for each connection.

    Args:
        exchange: From request to answer, and how it ends: ``"whole"``, ``"drop"``, ``"half"``, ``"slow"``,
            ``"endless"`` or ``"bomb"``.
        tls: By default there is none.
        latency: Seconds before each answer.
    """

    def __init__(
        self,
        exchange: Callable[[HttpRequest], tuple[HttpResponse, str]],
        *,
        tls: ssl.SSLContext | None = None,
        latency: float = 0,
    ) -> None:
        self.exchange = exchange
        self.latency = latency
        self.stopping = threading.Event()
        self.errors: list[BaseException] = []
        self.scheme = "https" if tls is not None else "http"
        self._server = _Server(self, tls)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="fake-apple", daemon=True
        )

    @property
    def base_url(self) -> str:
        """With the port that the system has chosen, without a slash at the end."""
        return f"{self.scheme}://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        """Begin to accept."""
        self._thread.start()

    def stop(self) -> None:
        """End all connections and wait for the threads.

        Raises:
            BaseException: what went wrong in the fake itself, if anything did.
        """
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.end_connections()
        self._server.server_close()
        if self.errors:
            raise self.errors[0]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, loopback: Loopback, tls: ssl.SSLContext | None) -> None:
        self.loopback = loopback
        self._tls = tls
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        raw = request
        with self._guard:
            self._open.add(raw)
        try:
            if self._tls is not None:
                raw.settimeout(_HANDSHAKE)
                request = self._tls.wrap_socket(raw, server_side=True)
                request.settimeout(None)
                with self._guard:
                    self._open.add(request)
            if not self.loopback.stopping.is_set():
                _Handler(request, client_address, self)
        finally:
            with self._guard:
                self._open -= {raw, request}
            with suppress(OSError):
                request.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is no error of the fake's; the rest `stop` tells."""
        error = sys.exception()
        if error is not None and not isinstance(error, OSError):
            self.loopback.errors.append(error)

    def end_connections(self) -> None:
        with self._guard:
            for sock in self._open:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _answer(self) -> None:
        loopback = self.server.loopback
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > _MAX_BODY or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self.wfile.write(b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n")
            return
        body = self.rfile.read(int(length))
        if len(body) < int(length):  # who sent it has died meanwhile: nothing was asked
            self.close_connection = True
            return
        headers = {name: ", ".join(self.headers.get_all(name, [])) for name in self.headers}
        url = f"{loopback.base_url}{self.path}"
        request = HttpRequest(method=self.command, url=url, headers=headers, body=body)
        if loopback.latency:
            time.sleep(loopback.latency)
        response, ending = loopback.exchange(request)
        if ending != "whole":
            self.close_connection = True
        self._ending(ending, response)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = _answer  # noqa: N815 - as http.server has it

    def _ending(self, ending: str, response: HttpResponse) -> None:
        if ending == "drop":
            self._reset()
        elif ending == "slow":
            self.wfile.write(_head(response, len(response.body)))
            self._drip(response.body or b" ")
        elif ending == "endless":
            self.wfile.write(_head(response, None))
            for _ in range(_ENDLESS // len(_BLOCK)):
                if self.server.loopback.stopping.is_set():
                    break
                self.wfile.write(_BLOCK)
        elif ending == "bomb":
            bomb = _bomb()
            self.wfile.write(_head(response, len(bomb), b"Content-Encoding: gzip\r\n") + bomb)
        else:
            head = _head(response, len(response.body))
            half = len(response.body) // 2 if ending == "half" else len(response.body)
            self.wfile.write(head + response.body[:half])

    def _drip(self, body: bytes) -> None:
        for place in range(len(body)):
            self.wfile.write(body[place : place + 1])
            if self.server.loopback.stopping.wait(_DRIP):
                break

    def _reset(self) -> None:
        with suppress(OSError):  # a TCP reset instead of FIN
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as http.server has it
        """Nothing: stderr belongs to the tests."""


def _head(response: HttpResponse, length: int | None, more: bytes = b"") -> bytes:
    lines = [f"HTTP/1.1 {response.status} {_phrase(response.status)}"]
    lines += [f"{name.title()}: {value}" for name, value in response.headers.items()]
    lines.append("Connection: close" if length is None else f"Content-Length: {length}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n" + more + b"\r\n"


def _phrase(status: int) -> str:
    with suppress(ValueError):
        return HTTPStatus(status).phrase
    return "Status"


@functools.cache
def _bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(1 << 20)
    packed = [packer.compress(zeros) for _ in range(_BOMB >> 20)]
    return b"".join(packed) + packer.flush()
