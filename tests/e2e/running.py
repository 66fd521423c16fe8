"""A real server for end-to-end tests: waitress on a free port of the loopback, in a thread."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from wsgiref import simple_server

import attrs
import httpx
import waitress
import waitress.wasyncore
from werkzeug.serving import WSGIRequestHandler, make_server

from pymdm.crypto import CertificateAuthority
from pymdm.server import Server, ServerSettings, create_server
from pymdm.stores import MemoryStore
from pymdm.testing import SimulatedDevice, StubAPNs

TOPIC = "com.apple.mgmt.External.11111111-2222-3333-4444-555555555555"
CODE = "enrollment-code-of-these-tests"
TOKEN = "admin-token-of-these-tests"
NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


@attrs.frozen(kw_only=True)
class Running:
    """A server that listens, and how to reach it."""

    server: Server
    store: MemoryStore
    authority: CertificateAuthority
    apns: StubAPNs
    device_port: int
    admin_port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.device_port}"

    def profile(self) -> bytes:
        answer = httpx.post(f"{self.url}/enroll", data={"code": CODE})
        assert answer.status_code == 200, answer.text
        return answer.content

    def device(self, platform: str = "macOS", *, seed: int = 0, **options: object) -> SimulatedDevice:
        made = SimulatedDevice.from_profile(
            self.profile(), platform=platform, via=self.url, seed=seed, **options
        )
        made.enroll()
        return made

    def admin(self, method: str, path: str, body: object = None, *, token: str = TOKEN) -> httpx.Response:
        return httpx.request(
            method,
            f"http://127.0.0.1:{self.admin_port}{path}",
            content=None if body is None else json.dumps(body),
            headers={"Authorization": f"Bearer {token}"},
        )

    def queue(self, device: SimulatedDevice, request_type: str, **keys: object) -> str:
        answer = self.admin(
            "POST",
            f"/v1/enrollments/{device.enrollment.id}/commands",
            {"request_type": request_type, "keys": keys},
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["command_uuid"])

    def command(self, device: SimulatedDevice, uuid: str) -> dict[str, object]:
        answer = self.admin("GET", f"/v1/enrollments/{device.enrollment.id}/commands/{uuid}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def raw(self, request: bytes) -> bytes:
        """See ``exchange``."""
        return exchange(self.device_port, request)


@contextlib.contextmanager
def running(*, settings: dict[str, Any] | None = None, **options: Any) -> Iterator[Running]:
    """Start a server and end it again."""
    authority = CertificateAuthority.create("Test identity CA", now=NOW)
    store, apns = MemoryStore(), StubAPNs()
    server = create_server(
        ServerSettings(
            url="https://mdm.example.com",
            topic=TOPIC,
            enrollment_code=CODE,
            admin_token=TOKEN,
            **(settings or {}),
        ),
        store,
        authority,
        clock=lambda: NOW,
        **options,
    )
    with contextlib.closing(server), listening(server.device) as device, listening(server.admin) as admin:
        yield Running(
            server=server, store=store, authority=authority, apns=apns, device_port=device, admin_port=admin
        )


@contextlib.contextmanager
def listening(app: Any, **options: Any) -> Iterator[int]:
    """Serve an application with waitress; gives the port."""
    listener = waitress.create_server(app, host="127.0.0.1", port=0, threads=8, ident=None, **options)
    thread = threading.Thread(target=listener.run)
    thread.start()
    try:
        yield int(listener.effective_port)
    finally:
        # In its own thread: taking a socket away from a loop that waits for it makes it fail.
        listener.trigger.pull_trigger(lambda: waitress.wasyncore.close_all(listener._map))
        thread.join()
        listener.task_dispatcher.shutdown()


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def development_server(app: Any) -> Iterator[int]:
    """Serve an application with werkzeug, as ``flask run`` does; gives the port."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _QuietReference(simple_server.WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def wsgiref_listening(app: Any) -> Iterator[int]:
    """wsgiref, which makes one of underscores and hyphens in the names of headers."""
    with simple_server.make_server("127.0.0.1", 0, app, handler_class=_QuietReference) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def exchange(port: int, request: bytes) -> bytes:
    """Send bytes as they are and give all that comes back until the server closes or is silent."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        parts = []
        with contextlib.suppress(ConnectionError):
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionError):
            while part := connection.recv(65536):
                parts.append(part)
        return b"".join(parts)
