"""One client's socket at the fake push service: handshake, reading, writing and all ways to end."""

from __future__ import annotations

import contextlib
import random
import selectors
import socket
import ssl
import struct
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from pymdm.testing._apns_machine import FakeAPNsConnection

__all__ = ["Host", "Peer"]

# So many reads of one TLS record (16 KB) before other connections have their turn.
_READS_A_TURN: Final = 16
_RECORD: Final = 16_384
# With bytes that dribble, so many writes a turn.
_WRITES_A_TURN: Final = 64
# SO_LINGER with no time: close() sends RST.
_RESET: Final = struct.pack("ii", 1, 0)


class Host(Protocol):
    """Who decides about clients; called by the thread of the loop."""

    def welcome(self, sock: ssl.SSLSocket, now: float) -> FakeAPNsConnection | None:
        """A client has shaken hands: its machine, or None to turn it away."""

    def refused(self, why: str) -> None:
        """TLS has turned a client away."""

    def changed(self) -> None:
        """Something may have happened."""


class Peer:
    """One accepted connection; the loop calls `turn` whenever something may have changed."""

    def __init__(self, sock: ssl.SSLSocket, host: Host) -> None:
        self.sock = sock
        self.machine: FakeAPNsConnection | None = None
        self.gone = False
        self._host = host
        self._out = b""
        self._wants = selectors.EVENT_READ
        self._draining = False
        self._rng = random.Random()  # noqa: S311 - replaced by the connection's own

    @property
    def interest(self) -> int:
        """Which events of the selector it waits for; 0: none."""
        if self._draining or self.machine is None:
            return self._wants
        reading = selectors.EVENT_READ if self.machine.reading else 0
        return reading | (selectors.EVENT_WRITE if self._out else 0)

    @property
    def impatient(self) -> bool:
        """Whether there are bytes that TLS has decrypted already, which no selector tells."""
        reading = self.machine is not None and self.machine.reading
        return not self.gone and not self._draining and reading and self.sock.pending() > 0

    def turn(self, now: float) -> None:
        """Read, think, write, as far as that goes without waiting."""
        try:
            if self._draining:
                self._drain()
            elif self.machine is None:
                self._shake_hands(now)
            else:
                self._exchange(self.machine, now)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        except (OSError, ssl.SSLError, ValueError) as error:
            # ValueError: ssl refuses to write on a socket that it has closed itself.
            self._lose("reset by client" if isinstance(error, ConnectionError) else "client")

    def close(self) -> None:
        """End at once, whatever is under way."""
        self._lose("stopped")

    def drop(self) -> None:
        """End with a TCP reset."""
        self._reset("dropped")

    def _shake_hands(self, now: float) -> None:
        try:
            self.sock.do_handshake()
        except ssl.SSLWantReadError:
            self._wants = selectors.EVENT_READ
            return
        except ssl.SSLWantWriteError:
            self._wants = selectors.EVENT_WRITE
            return
        except ssl.SSLError as error:
            self._host.refused(error.reason or "TLS")
            self._leave()  # OpenSSL has written its alert, which the client should be able to read
            return
        self._wants = selectors.EVENT_READ
        self.machine = self._host.welcome(self.sock, now)
        if self.machine is None:
            self._leave()
            return
        self._rng = random.Random(f"peer {self.machine.chaos.seed} {self.machine.record.number}")  # noqa: S311
        self._exchange(self.machine, now)

    def _exchange(self, machine: FakeAPNsConnection, now: float) -> None:
        ended = self._read(machine, now) if machine.reading else False
        machine.tick(now)
        self._write(machine)
        if ended:
            self._lose("client")
        elif machine.ending is not None and not self._out:
            self._end(machine.ending)

    def _read(self, machine: FakeAPNsConnection, now: float) -> bool:
        slow = machine.chaos.slow_reading
        parts: list[bytes] = []
        ended = False
        for _ in range(1 if slow else _READS_A_TURN):
            try:
                data = self.sock.recv(slow or _RECORD)
            except ssl.SSLWantReadError:
                break
            if not data:
                ended = True
                break
            parts.append(data)
        if parts:
            machine.receive_data(b"".join(parts), now)
        return ended

    def _write(self, machine: FakeAPNsConnection) -> None:
        self._out += machine.data_to_send()
        dribble = machine.chaos.dribble
        for _ in range(_WRITES_A_TURN if dribble else 1):
            if not self._out:
                return
            piece = self._out[: self._rng.randint(1, dribble)] if dribble else self._out
            try:
                written = self.sock.send(piece)
            except ssl.SSLWantWriteError:
                return
            self._out = self._out[written:]

    def _end(self, how: str) -> None:
        if how == "reset":
            self._reset("reset")
            return
        if how == "fin":  # in peace: close_notify first
            with contextlib.suppress(OSError):  # it wants to read the client's, for which nobody waits
                self.sock.unwrap()
        self._leave()

    def _leave(self) -> None:
        # Closing with unread bytes would send RST, and the client might lose what was written last.
        self._draining, self._wants = True, selectors.EVENT_READ
        self.sock.shutdown(socket.SHUT_WR)

    def _drain(self) -> None:
        if not self.sock.recv(65_536):
            self._lose("client")

    def _reset(self, how: str) -> None:
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._lose(how)

    def _lose(self, how: str) -> None:
        if not self.gone:
            self.gone = True
            if self.machine is not None:
                self.machine.lost(how)  # noted before the client can see it
            self.sock.close()
