"""Many keep-alive connections from one process: each sends its next request when it has its answer."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Sequence

__all__ = ["drive"]


def drive(
    address: tuple[str, int], conversations: Sequence[Sequence[bytes]]
) -> tuple[float, list[float], float]:
    """Wall seconds of all, and of each answer, and what part of the time this client was busy.

    Every answer has to be 200 with a body.  A client that is busy all the time measures itself.
    """
    selector = selectors.DefaultSelector()
    took: list[float] = []
    for conversation in conversations:
        connection = socket.create_connection(address)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setblocking(False)
        selector.register(connection, selectors.EVENT_READ, [iter(conversation), 0.0, b""])
    started, busy = time.perf_counter(), time.process_time()
    open_ = 0
    for key in list(selector.get_map().values()):
        open_ += _send(selector, key)
    while open_:
        for key, _ in selector.select():
            state = key.data
            state[2] += key.fileobj.recv(65536)  # type: ignore[union-attr]
            if not _whole(state[2]):
                continue
            took.append(time.perf_counter() - state[1])
            state[2] = b""
            open_ -= 1
            open_ += _send(selector, key)
    elapsed = time.perf_counter() - started
    selector.close()
    return elapsed, took, (time.process_time() - busy) / elapsed


def _send(selector: selectors.BaseSelector, key: selectors.SelectorKey) -> int:
    state = key.data
    request = next(state[0], None)
    if request is None:
        selector.unregister(key.fileobj)
        key.fileobj.close()  # type: ignore[union-attr]
        return 0
    state[1] = time.perf_counter()
    key.fileobj.sendall(request)  # type: ignore[union-attr]
    return 1


def _whole(received: bytes) -> bool:
    head, separator, body = received.partition(b"\r\n\r\n")
    if not separator:
        if not received:
            raise RuntimeError("the server closed a connection in the middle of an answer")
        return False
    if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.0 200")):
        raise RuntimeError(f"answered {head.splitlines()[0]!r}")
    lower = head.lower()
    at = lower.find(b"content-length:")
    return at >= 0 and len(body) >= int(lower[at + 15 :].split(b"\r\n", 1)[0])
