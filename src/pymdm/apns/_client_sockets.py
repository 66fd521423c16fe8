"""The sockets of the blocking client: TLS connections that never wait, and threads that open them.

Whatever may wait for long in opening one, the name service above all, does it in a thread of its own,
which ends with the connection open or failed.  Everything else is done by whoever calls.
"""

from __future__ import annotations

import selectors
import socket
import ssl
import threading
import time
from collections import Counter, deque
from contextlib import suppress
from typing import Final

import attrs

from pymdm.apns._tls import alpn_error

__all__ = ["Arrived", "Sockets", "described"]

# One record of TLS, which is what a read gives at most.
_READ: Final = 16_384

# A connection is read until it is empty, but not for ever: what 300 answers take, and then pushes are sent
# in their place.  While their answers are on the way, the rest is read: nobody waits for the other.
_ENOUGH: Final = 16_384

# What a peer may leave unread: 1,000 pushes are 150 KB.  Beyond that it only makes us acknowledge.
MAX_UNSENT: Final = 1 << 20


@attrs.frozen(kw_only=True)
class Arrived:
    """A connection that was asked for is open, or did not come about for this reason."""

    key: int
    socket: ssl.SSLSocket | None = None
    why: str = ""


class _Open:
    __slots__ = ("mask", "socket", "unsent")

    def __init__(self, found: ssl.SSLSocket) -> None:
        self.socket = found
        self.unsent = b""
        self.mask = selectors.EVENT_READ


class Sockets:
    """Connections by the keys of the delivery.  All but ``wait`` and ``wake`` under the client's lock."""

    def __init__(self, address: tuple[str, int], timeout: float) -> None:
        self._address = address
        self._timeout = timeout
        self._open: dict[int, _Open] = {}
        self._arrived: deque[Arrived] = deque()
        self._selector = selectors.DefaultSelector()
        self._ear, self._mouth = socket.socketpair()
        self._ear.setblocking(False)
        self._mouth.setblocking(False)
        self._selector.register(self._ear, selectors.EVENT_READ, 0)
        self._closed = False
        self._closing = threading.Lock()
        self._eager = False

    @property
    def closed(self) -> bool:
        """Whether everything is closed."""
        return self._closed

    @property
    def eager(self) -> bool:
        """Whether more can be read at once."""
        return self._eager

    def connect(self, key: int, context: ssl.SSLContext) -> None:
        """Begin to open a connection; it is told of by ``take_arrived``."""
        name = "pymdm-apns-connect"
        threading.Thread(target=self._connect, args=(key, context), name=name, daemon=True).start()

    def _connect(self, key: int, context: ssl.SSLContext) -> None:
        plain: socket.socket | None = None
        try:
            plain = _reach(self._address, self._timeout)
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            found = context.wrap_socket(plain, server_hostname=self._address[0])
            plain = found
            why = alpn_error(found.selected_alpn_protocol())
            if why is not None:
                raise OSError(why)
            found.setblocking(False)
        except (OSError, ValueError) as error:  # ValueError: a host name that cannot be one
            if plain is not None:
                plain.close()
            self._tell(Arrived(key=key, why=described(error)))
        else:
            self._tell(Arrived(key=key, socket=found))

    def _tell(self, arrived: Arrived) -> None:
        with self._closing:
            if self._closed:
                if arrived.socket is not None:
                    arrived.socket.close()
                return
            self._arrived.append(arrived)
            self.wake()

    def take_arrived(self) -> list[Arrived]:
        """Connections that have been opened, or not, since the last time."""
        found = []
        while self._arrived:
            found.append(self._arrived.popleft())
        return found

    def adopt(self, key: int, found: ssl.SSLSocket) -> None:
        """From now on this connection is waited for."""
        self._open[key] = _Open(found)
        self._selector.register(found, selectors.EVENT_READ, key)

    def wake(self) -> None:
        """End a ``wait`` of another thread."""
        with suppress(BlockingIOError):
            self._mouth.send(b"\0")

    def wait(self, timeout: float | None) -> list[int]:
        """Keys of connections that can be read or written; the only thing here that waits."""
        found = self._selector.select(0 if self._eager else timeout)
        keys = [key.data for key, _ in found if key.data]
        if len(keys) != len(found):
            with suppress(BlockingIOError):
                while self._ear.recv(4096):
                    pass
        return keys if not self._eager else list(self._open)

    def read(self, key: int) -> tuple[bytes, str | None]:
        """What has come, and why nothing more will, if so."""
        found = self._open.get(key)
        if found is None:
            return b"", None
        receive = found.socket.recv
        chunks: list[bytes] = []
        size = 0
        why = None
        try:
            while size < _ENOUGH:
                chunk = receive(_READ)
                if not chunk:
                    why = "closed by the peer"
                    break
                chunks.append(chunk)
                size += len(chunk)
            else:
                self._eager = True
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        except OSError as error:
            why = described(error)
        return b"".join(chunks), why

    def calm(self) -> None:
        """Before reading: nothing is known to be left."""
        self._eager = False

    def write(self, key: int, data: bytes) -> tuple[bool, str | None]:
        """Write as much as goes; whether something is left, and why the connection is gone, if so."""
        found = self._open.get(key)
        if found is None or not (data or found.unsent):
            return False, None
        # TLS wants the same bytes again after it could not write them; more may follow.
        unsent = found.unsent + data if found.unsent else data
        why = None
        try:
            while unsent:
                unsent = unsent[found.socket.send(unsent) :]
        except (ssl.SSLWantWriteError, ssl.SSLWantReadError):
            pass
        except OSError as error:
            why = described(error)
        found.unsent = unsent
        if len(unsent) > MAX_UNSENT:
            why = "the peer does not read"
        mask = selectors.EVENT_READ | selectors.EVENT_WRITE if unsent else selectors.EVENT_READ
        if mask != found.mask:
            found.mask = mask
            self._selector.modify(found.socket, mask, key)
        return bool(unsent), why

    def close(self, key: int, farewell: bytes = b"") -> None:
        """Close one connection; its last bytes are written if that takes no waiting."""
        if farewell:
            self.write(key, farewell)
        found = self._open.pop(key, None)
        if found is not None:
            self._selector.unregister(found.socket)
            with suppress(OSError):
                # Sends close_notify; the peer's answer is not waited for.
                found.socket.unwrap()
            found.socket.close()

    def close_all(self) -> None:
        """Close everything; connections that are still being opened are closed when they are."""
        with self._closing:
            self._closed = True
        for key in list(self._open):
            self.close(key)
        for arrived in self.take_arrived():
            if arrived.socket is not None:
                arrived.socket.close()
        self._selector.close()
        self._ear.close()
        self._mouth.close()


def _reach(address: tuple[str, int], timeout: float) -> socket.socket:
    """A connection to one of the name's addresses, IPv6 and IPv4 in turn (RFC 8305, 4).

    Each gets its share of the time that is left, so that one that swallows everything does not use up all.
    """
    until = time.monotonic() + timeout
    turns: Counter[int] = Counter()
    found = []
    for family, kind, protocol, _, where in socket.getaddrinfo(*address, type=socket.SOCK_STREAM):
        found.append((turns[family], family, kind, protocol, where))
        turns[family] += 1
    found.sort(key=lambda one: one[0])
    last = OSError("no address")
    for left, (_, family, kind, protocol, where) in zip(range(len(found), 0, -1), found, strict=True):
        try:
            plain = socket.socket(family, kind, protocol)
        except OSError as error:  # a family that this machine does not have
            last = error
            continue
        try:
            plain.settimeout(max(0.001, (until - time.monotonic()) / left))
            plain.connect(where)
            plain.settimeout(timeout)
        except OSError as error:
            plain.close()
            last = error
        else:
            return plain
    raise last


def described(error: Exception) -> str:
    """An error of the network or of TLS in one line without addresses."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the peer's certificate: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return f"TLS: {error.reason or 'failed'}"
    if isinstance(error, TimeoutError):
        return "no connection in time"
    return (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__
