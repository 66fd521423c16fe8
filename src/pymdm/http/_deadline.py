"""A limit of time for a whole exchange over blocking sockets.

The timeouts of httpx are for one read each: a peer that drips a byte before each of them runs out holds a
worker for ever (T67).  Here every step gets what is left of the exchange, at the place where bytes come in.
``Until`` travels as the timeout of the request, through httpx and httpcore, which pass it on untouched.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable
from typing import Any, Self

import httpcore

__all__ = ["LimitedBackend", "Until"]

#: Bytes that are given to a socket at once.  A kernel takes so little at one stroke, or nothing, so that a
#: peer that reads slowly cannot make many short waits out of one.
_PIECE = 16384


class Until(float):
    """Seconds for one step; ``left`` is less where the whole exchange has less left."""

    # Written out, for a float takes no further attributes else.
    __slots__ = ("_clock", "_end")

    def __new__(cls, seconds: float, *, end: float, clock: Callable[[], float]) -> Self:
        """`end` is the moment by `clock` after which nothing is waited for."""
        made = super().__new__(cls, seconds)
        made._end = end
        made._clock = clock
        return made

    _end: float
    _clock: Callable[[], float]

    def left(self) -> float:
        """Seconds that the next step may take; 0 or less when the time is up."""
        return min(self, self._end - self._clock())


def _left(timeout: float | None, error: type[httpcore.TimeoutException]) -> float | None:
    if not isinstance(timeout, Until):
        return timeout
    left = timeout.left()
    if left <= 0:
        raise error("the time for the whole exchange is up")
    return left


class _LimitedStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            self._inner.write(buffer[start : start + _PIECE], _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        # Python's handshake has one limit for all of its reads and writes.
        left = _left(timeout, httpcore.ConnectTimeout)
        return _LimitedStream(self._inner.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class LimitedBackend(httpcore.NetworkBackend):
    """Plain sockets, each step of which ends with the exchange.

    Looking up a name is the system's business, with the limits of its resolver.
    """

    def __init__(self) -> None:
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        # One by one, for the standard library gives each address of a name the whole time.
        failed: httpcore.NetworkError | httpcore.TimeoutException
        failed = httpcore.ConnectError("the name has no address")
        for address in _addresses(host, port):
            left = _left(timeout, httpcore.ConnectTimeout)
            try:
                return _LimitedStream(
                    self._sockets.connect_tcp(address, port, left, local_address, socket_options)
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # UnicodeError: a name that no DNS can hold
        raise httpcore.ConnectError(str(error)) from error
    return [str(address[0]) for *_, address in found]
