"""The thread of the fake push service: one selector for the listener, all connections and all delays."""

from __future__ import annotations

import selectors
import socket
import ssl
import threading
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

from pymdm.testing._apns_peer import Peer

if TYPE_CHECKING:
    from collections.abc import Callable

    from pymdm.testing._apns_peer import Host

__all__ = ["Loop"]


class Loop:
    """Accepts on a free port of 127.0.0.1 until `stop`; the context and ``host`` decide who may in."""

    def __init__(self, context: ssl.SSLContext, host: Host) -> None:
        self._context = context
        self._host = host
        self._selector = selectors.DefaultSelector()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._listener.setblocking(False)
        self._inner, self._outer = socket.socketpair()
        self._inner.setblocking(False)
        self._peers: dict[Peer, int] = {}
        self._orders: deque[Callable[[Peer], None]] = deque()
        self._stopping = False
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._inner, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, name="fake-apns", daemon=True)

    @property
    def port(self) -> int:
        """The port that the system has chosen."""
        port: int = self._listener.getsockname()[1]
        return port

    def start(self) -> None:
        """Begin to accept."""
        self._thread.start()

    def stop(self) -> None:
        """Close everything and wait for the thread."""
        self._stopping = True
        self._wake()
        self._thread.join()
        self._outer.close()

    def each(self, order: Callable[[Peer], None]) -> None:
        """Let the thread do this with each connection that there is now."""
        self._orders.append(order)
        self._wake()

    def _wake(self) -> None:
        with suppress(BrokenPipeError):  # the thread has seen for itself that it is to stop
            self._outer.send(b"!")

    def _run(self) -> None:
        try:
            while not self._stopping:
                self._once()
                self._host.changed()
        finally:
            for peer in self._peers:
                peer.close()
            self._listener.close()
            self._inner.close()
            self._selector.close()
            self._host.changed()

    def _once(self) -> None:
        ready = self._selector.select(self._patience())
        now = time.monotonic()
        turns = {peer for peer in self._peers if peer.impatient or _due(peer, now)}
        for key, _ in ready:
            if key.fileobj is self._listener:
                self._accept()
            elif key.fileobj is self._inner:
                self._inner.recv(4096)
            else:
                turns.add(key.data)
        while self._orders:
            order = self._orders.popleft()
            for peer in list(self._peers):
                order(peer)
            turns.update(self._peers)
        for peer in turns:
            if not peer.gone:
                peer.turn(now)
            self._follow(peer)

    def _patience(self) -> float | None:
        if any(peer.impatient for peer in self._peers):
            return 0
        due = [peer.machine.next_due for peer in self._peers if peer.machine is not None]
        soonest = min((moment for moment in due if moment is not None), default=None)
        return None if soonest is None else max(0.0, soonest - time.monotonic())

    def _accept(self) -> None:
        try:
            sock, _ = self._listener.accept()
        except OSError:
            return  # it has gone again
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wrapped = self._context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        peer = Peer(wrapped, self._host)
        self._peers[peer] = 0
        self._follow(peer)

    def _follow(self, peer: Peer) -> None:
        known = self._peers.get(peer, 0)
        if peer.gone:
            if known:
                self._selector.unregister(peer.sock)
            self._peers.pop(peer, None)
            return
        wanted = peer.interest
        if wanted == known:
            return
        if not known:
            self._selector.register(peer.sock, wanted, peer)
        elif wanted:
            self._selector.modify(peer.sock, wanted, peer)
        else:
            self._selector.unregister(peer.sock)
        self._peers[peer] = wanted


def _due(peer: Peer, now: float) -> bool:
    due = None if peer.machine is None else peer.machine.next_due
    return due is not None and due <= now
