"""Two waitress servers in one process: many threads for devices, a few for administrators."""

from __future__ import annotations

import errno
import logging
import signal
import socket
import threading
import time
from collections.abc import Callable
from typing import Any, TypeAlias

from pymdm.server import Server

__all__ = ["DEVICE_THREADS", "bind", "drain", "listener", "own_url", "run", "serve_until", "url_of"]

#: By their file numbers, all that a loop of waitress waits for.
Sockets: TypeAlias = dict[int, Any]

log = logging.getLogger("pymdm.server")

# Threads wait on the store and on slow devices, not on the processor.
DEVICE_THREADS = 64
ADMIN_THREADS = 8

# Half of the 1,024 files that a process may usually have open; the rest is for bodies that are spooled.
MAX_CONNECTIONS = 512

# Bodies beyond these are spooled to a file by waitress, so that many large ones at a time do not fill
# the memory (T75).  What devices send with a key or token in it is far smaller and never touches the
# disk (T73); profiles in orders may hold secrets, and administrators are few.
DEVICE_SPOOL_AT = 128 * 1024
ADMIN_SPOOL_AT = 4 * 1024 * 1024

# Just over the application's own limits (10 MiB results, 16 MiB orders): waitress takes a body in
# whole before it asks the application, so that these bound what a sender can make it write (T75).
MAX_DEVICE_REQUEST = 11 * 1024 * 1024
MAX_ADMIN_REQUEST = 17 * 1024 * 1024

# All header lines of a request, with the request line: a SCEP request by GET is one line of up to 16 KB, and
# a signature with a chain of RSA-4096 certificates nears 12 KB (T78).  Both many times over; waitress's own.
MAX_HEADERS = 256 * 1024

# How long devices that are in the middle of a request may delay the end (F18).  Proxies and supervisors
# commonly wait as long before they cut and kill.
DRAIN_SECONDS = 30.0

# Between two looks at what is still under way; ready answers wake the loop at once.
DRAIN_STEP = 0.1

# How often an idle server looks for connections that have been silent for too long.
LOOK_SECONDS = 1.0

# How long connections of administrators that are still open, and idle threads, may delay the end.
END_SECONDS = 1.0


def bind(host: str, port: int) -> socket.socket:
    """A socket on one address: a name with several takes its first.  Raises OSError."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        # Of a failed bind Python appends the address once more, in brackets.
        reason = (error.strerror or str(error)).partition(" (while ")[0]
        advice = "; end what listens there or take another port" if error.errno == errno.EADDRINUSE else ""
        raise OSError(f"cannot listen on {host} port {port}: {reason}{advice}") from error


def url_of(bound: socket.socket) -> str:
    """The address of a socket that is bound."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def own_url(bound: socket.socket) -> str:
    """The same, for a request from this very machine: one that listens everywhere is asked on loopback."""
    return url_of(bound).replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")


def run(server: Server, devices: socket.socket, admins: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or Ctrl-C; requests under way are answered first (F18)."""
    admin = listener(
        server.admin, admins, threads=ADMIN_THREADS, largest=MAX_ADMIN_REQUEST, spool_at=ADMIN_SPOOL_AT
    )
    sockets: Sockets = {}
    device = listener(
        server.device,
        devices,
        threads=DEVICE_THREADS,
        largest=MAX_DEVICE_REQUEST,
        spool_at=DEVICE_SPOOL_AT,
        sockets=sockets,
    )
    told = threading.Event()

    def end(*_: object) -> None:
        if told.is_set():
            raise SystemExit(1)  # told twice: somebody is in a hurry
        told.set()
        device.pull_trigger()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        ready()
        beside = threading.Thread(target=admin.run, name="admin", daemon=True)
        beside.start()
        serve_until(device, sockets, told)
        drain(device, sockets)
        admin.task_dispatcher.shutdown()
        # Closed by its own thread: taking a socket away from a loop that waits for it makes it fail.
        admin.trigger.pull_trigger(admin.close)
        beside.join(END_SECONDS)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def serve_until(device: Any, sockets: Sockets, told: threading.Event) -> None:
    """Answer requests until somebody says that it is enough."""
    while not told.is_set():
        device.asyncore.loop(timeout=LOOK_SECONDS, use_poll=True, map=sockets, count=1)


def drain(device: Any, sockets: Sockets) -> None:
    """Take no more connections, answer what has begun to arrive, and close each connection when it is idle.

    Waitress by itself drops answers that are ready but not sent, and cancels requests that wait.
    """

    def look(timeout: float) -> None:
        device.asyncore.loop(timeout=timeout, use_poll=True, map=sockets, count=1)

    look(0)  # who has come already is let in
    device.asyncore.dispatcher.close(device)  # the listening socket; the trigger goes on waking the loop
    until = time.monotonic() + DRAIN_SECONDS
    idle: set[Any] = set()
    while device.active_channels and time.monotonic() < until:
        look(0 if idle else DRAIN_STEP)
        idle = _close_idle(device, before=idle)
    if device.active_channels:
        log.warning("ended with requests under way count=%s", len(device.active_channels))
    for channel in list(device.active_channels.values()):
        channel.handle_close()
    device.task_dispatcher.shutdown(timeout=END_SECONDS)
    device.trigger.close()


def _close_idle(device: Any, *, before: set[Any]) -> set[Any]:
    """Close the connections that were idle ``before`` and still are; gives those that have become so.

    One look at them lies in between: what a device sent while its last answer left is read by then.
    """
    idle = {
        channel
        for channel in list(device.active_channels.values())
        if not (channel.requests or channel.request or channel.total_outbufs_len)
    }
    for channel in idle & before:
        channel.handle_close()
    return idle - before


def listener(
    application: Any,
    bound: socket.socket,
    *,
    threads: int,
    largest: int,
    spool_at: int,
    sockets: Sockets | None = None,
) -> Any:
    """A waitress server on a socket; ``sockets`` is what its loop looks after."""
    import waitress

    return waitress.create_server(
        application,
        map={} if sockets is None else sockets,
        sockets=[bound],
        threads=threads,
        ident=None,
        inbuf_overflow=spool_at,
        max_request_body_size=largest,
        max_request_header_size=MAX_HEADERS,
        connection_limit=MAX_CONNECTIONS,
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=True,
    )
