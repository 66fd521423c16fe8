"""``pymdm serve``: the reference server on this machine.

It keeps everything in memory: what it manages is forgotten when it ends.  Devices reach it through a
proxy that ends TLS; the admin API listens on its own port, on 127.0.0.1.
"""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import Annotated, Any

import typer

from pymdm.cli import log_lines
from pymdm.cli.stub_push import HTTPStubPush
from pymdm.crypto import CertificateAuthority
from pymdm.server import Server, ServerSettings, create_server
from pymdm.service.machine import new_secret, utc_now
from pymdm.stores import MemoryStore

__all__ = ["register", "serve"]

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

# How long connections of administrators that are still open may delay the end.
END_SECONDS = 1.0

# Not the organisation: a certificate's name ends at 64 characters.
CA_NAME = "pymdm identity CA"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    url: Annotated[str, typer.Option(help="How devices reach the server: https, through your proxy.")],
    topic: Annotated[str, typer.Option(help="Topic of the push certificate, as com.apple.mgmt.External.1.")],
    host: Annotated[str, typer.Option(help="Address for devices and the enrollment page.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port for them; 0 takes a free one.")] = 8080,
    admin_host: Annotated[str, typer.Option(help="Address of the admin API.")] = "127.0.0.1",
    admin_port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the admin API.")] = 8081,
    organization: Annotated[str, typer.Option(help="The name that people see.")] = "pymdm",
    enrollment_code: Annotated[
        str, typer.Option(envvar="PYMDM_ENROLLMENT_CODE", help="What people enter to enroll.")
    ] = "",
    admin_token: Annotated[
        str, typer.Option(envvar="PYMDM_ADMIN_TOKEN", help="Bearer token of the admin API.")
    ] = "",
    separate_checkin: Annotated[bool, typer.Option(help="Give devices a CheckInURL of its own.")] = False,
    stub_apns: Annotated[
        str, typer.Option(help="For demonstrations: post wake-ups to this address instead of Apple.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the addresses as one JSON line.")] = False,
) -> None:
    """Run a server that keeps everything in memory: to try pymdm out, not to manage a fleet."""
    _need_waitress()
    log_lines.to_stderr()
    made = {
        name: new_secret()
        for name, given in (("enrollment_code", enrollment_code), ("admin_token", admin_token))
        if not given
    }
    settings = ServerSettings(
        url=url,
        topic=topic,
        organization=organization,
        enrollment_code=enrollment_code or made["enrollment_code"],
        admin_token=admin_token or made["admin_token"],
        separate_checkin=separate_checkin,
    )
    push = HTTPStubPush(stub_apns) if stub_apns else None
    with (
        contextlib.closing(_bind(host, port)) as devices,
        contextlib.closing(_bind(admin_host, admin_port)) as admins,
    ):
        authority = CertificateAuthority.create(CA_NAME, now=utc_now())
        server = create_server(settings, MemoryStore(), authority, push=push)
        with contextlib.closing(server):
            ready = {
                "devices": _url(devices),
                "admin": _url(admins),
                "enrollment_page": f"{_url(devices)}/enroll",
            }
            _run(server, devices, admins, lambda: _announce({**ready, **made}, as_json=as_json))


def _announce(ready: dict[str, str], *, as_json: bool) -> None:
    """Where everything is, and the secrets that were made here; those that were given are known."""
    if as_json:
        typer.echo(json.dumps(ready))
    else:
        typer.echo("\n".join(f"{name.replace('_', ' '):16} {value}" for name, value in ready.items()))
        typer.echo("Everything is kept in memory and forgotten when this ends.", err=True)
    sys.stdout.flush()


def _run(server: Server, devices: socket.socket, admins: socket.socket, announce: Callable[[], None]) -> None:
    """Serve until SIGTERM or Ctrl-C; requests under way are finished first."""
    admin = _listener(
        server.admin, admins, threads=ADMIN_THREADS, largest=MAX_ADMIN_REQUEST, spool_at=ADMIN_SPOOL_AT
    )
    device = _listener(
        server.device, devices, threads=DEVICE_THREADS, largest=MAX_DEVICE_REQUEST, spool_at=DEVICE_SPOOL_AT
    )
    before = signal.signal(signal.SIGTERM, _end)
    try:
        announce()
        beside = threading.Thread(target=admin.run, name="admin", daemon=True)
        beside.start()
        device.run()
        device.close()
        admin.task_dispatcher.shutdown()
        # Closed by its own thread: taking a socket away from a loop that waits for it makes it fail.
        admin.trigger.pull_trigger(admin.close)
        beside.join(END_SECONDS)
    finally:
        signal.signal(signal.SIGTERM, before)


def _listener(application: Any, bound: socket.socket, *, threads: int, largest: int, spool_at: int) -> Any:
    import waitress

    return waitress.create_server(
        application,
        sockets=[bound],
        threads=threads,
        ident=None,
        inbuf_overflow=spool_at,
        max_request_body_size=largest,
        connection_limit=MAX_CONNECTIONS,
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=True,
    )


def _bind(host: str, port: int) -> socket.socket:
    """A socket on one address: a name with several takes its first."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        raise OSError(f"cannot listen on {host} port {port}: {error.strerror}") from error


def _url(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _need_waitress() -> None:
    try:
        import waitress  # noqa: F401
    except ModuleNotFoundError as error:
        typer.echo('pymdm: serve needs its extra: pip install "pymdm[server]"', err=True)
        raise typer.Exit(1) from error


def _end(*_: object) -> None:
    raise SystemExit(0)
