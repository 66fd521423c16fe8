"""``pymdm serve``: the reference server on this machine.

It keeps everything in memory: what it manages is forgotten when it ends.  Devices reach it through a
proxy that ends TLS; the admin API listens on its own port, on 127.0.0.1.
"""

from __future__ import annotations

import json
import logging
import signal
import threading
from typing import Annotated, Any

import typer

from pymdm.cli.stub_push import HTTPStubPush
from pymdm.crypto import CertificateAuthority
from pymdm.server import Server, ServerSettings, create_server
from pymdm.service.machine import new_secret, utc_now
from pymdm.stores import MemoryStore

__all__ = ["register", "serve"]

# Threads wait on the store and on slow devices, not on the processor.
THREADS = 64

# Bodies beyond this are spooled to a file by waitress.  Only results of large inventories are that
# big; whatever holds a key or token is far smaller and never touches the disk (T73).
SPOOL_AT = 1024 * 1024

# Over our own limits, so that the application answers first with its own fixed text.
MAX_REQUEST = 17 * 1024 * 1024


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    url: Annotated[str, typer.Option(help="How devices reach the server: https, through your proxy.")],
    topic: Annotated[str, typer.Option(help="Topic of the push certificate: com.apple.mgmt.…")],
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
    settings = ServerSettings(
        url=url,
        topic=topic,
        organization=organization,
        enrollment_code=enrollment_code or new_secret(),
        admin_token=admin_token or new_secret(),
        separate_checkin=separate_checkin,
    )
    authority = CertificateAuthority.create(f"{organization} identity CA", now=utc_now())
    push = HTTPStubPush(stub_apns) if stub_apns else None
    server = create_server(settings, MemoryStore(), authority, push=push)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    _run(server, settings, (host, port), (admin_host, admin_port), as_json=as_json)


def _run(
    server: Server,
    settings: ServerSettings,
    device: tuple[str, int],
    admin: tuple[str, int],
    *,
    as_json: bool,
) -> None:
    devices, admins = _listen(server.device, *device), _listen(server.admin, *admin)
    ready = {
        "devices": f"http://{device[0]}:{devices.effective_port}",
        "admin": f"http://{admin[0]}:{admins.effective_port}",
        "enrollment_page": f"http://{device[0]}:{devices.effective_port}/enroll",
        "enrollment_code": settings.enrollment_code,
        "admin_token": settings.admin_token,
    }
    if as_json:
        typer.echo(json.dumps(ready))
    else:
        typer.echo("\n".join(f"{name.replace('_', ' '):16} {value}" for name, value in ready.items()))
        typer.echo("Everything is kept in memory and forgotten when this ends.", err=True)
    threading.Thread(target=admins.run, name="admin", daemon=True).start()
    signal.signal(signal.SIGTERM, _end)
    devices.run()
    admins.close()


def _listen(application: Any, host: str, port: int) -> Any:
    try:
        import waitress
    except ModuleNotFoundError as error:
        raise typer.BadParameter('pymdm serve needs its extra: pip install "pymdm[server]"') from error
    return waitress.create_server(
        application,
        host=host,
        port=port,
        threads=THREADS,
        ident=None,
        inbuf_overflow=SPOOL_AT,
        max_request_body_size=MAX_REQUEST,
        clear_untrusted_proxy_headers=True,
    )


def _end(*_: object) -> None:
    raise SystemExit(0)
