"""A server in this process, callers for its WSGI applications, and devices that have enrolled with it."""

from __future__ import annotations

import functools
import io
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import attrs

from pymdm.crypto import CertificateAuthority
from pymdm.crypto.certificates import KeyType, new_key
from pymdm.server import EnrollWith, Server, ServerSettings, create_server
from pymdm.stores import MemoryStore
from pymdm.testing import SimulatedDevice, wsgi_sender

TOPIC = "com.apple.mgmt.External.11111111-2222-3333-4444-555555555555"
CODE = "enrollment-code-of-these-tests"
TOKEN = "admin-token-of-these-tests"
NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


@attrs.frozen(kw_only=True)
class Answer:
    """What an application answered; header names are lower-case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def call(
    app: Any,
    method: str = "GET",
    path: str = "/",
    *,
    body: bytes | None = None,
    strict: bool = True,
    **environ: object,
) -> Answer:
    """Call a WSGI application as PEP 3333 says and hold it to that; not ``strict``, as a bad server would."""
    asked: dict[str, Any] = {"REQUEST_METHOD": method, "SCRIPT_NAME": "", "QUERY_STRING": ""}
    asked["PATH_INFO"], _, asked["QUERY_STRING"] = path.partition("?")
    asked["wsgi.input"] = io.BytesIO(body or b"")
    if body is not None:
        asked["CONTENT_LENGTH"] = str(len(body))
    asked.update(environ)
    setup_testing_defaults(asked)
    return _run(validator(app) if strict else app, asked)


def _run(app: Callable[..., Iterable[bytes]], environ: dict[str, Any]) -> Answer:
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        started.append((status, headers))
        return lambda data: None

    parts = app(environ, start_response)
    body = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    [(status, headers)] = started
    found = {name.lower(): value for name, value in headers}
    assert len(found) == len(headers)
    return Answer(status=int(status.split()[0]), headers=found, body=body)


@functools.cache
def authority() -> CertificateAuthority:
    return CertificateAuthority.create("Test identity CA", now=NOW, key=new_key(KeyType.EC_P256))


_authority = authority


def settings(**changed: Any) -> ServerSettings:
    chosen: dict[str, Any] = {
        "url": "https://mdm.example.com",
        "topic": TOPIC,
        "enrollment_code": CODE,
        "admin_token": TOKEN,
        # Made in a blink; devices that make their own keys are in the tests of what they do with them.
        "enroll_with": EnrollWith.PKCS12,
    }
    return ServerSettings(**{**chosen, **changed})


@attrs.frozen(kw_only=True)
class Scene:
    """A server, its store, and the calls that the tests make."""

    server: Server
    store: Any

    def admin(self, method: str, path: str, value: object = None, **environ: object) -> Answer:
        body = None if value is None else value if isinstance(value, bytes) else json.dumps(value).encode()
        heading = {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}", **environ}
        return call(self.server.admin, method, path, body=body, **heading)

    def enroll_page(self, method: str = "GET", form: str | bytes | None = None, **environ: object) -> Answer:
        body = form.encode() if isinstance(form, str) else form
        return call(self.server.device, method, "/enroll", body=body, **environ)

    def profile(self) -> bytes:
        answer = self.enroll_page("POST", f"code={quote(CODE)}")
        assert answer.status == 200
        return answer.body

    def device(self, platform: Any = "macOS", *, seed: int | str = 0) -> SimulatedDevice:
        send = wsgi_sender(self.server.device)
        made = SimulatedDevice.from_profile(self.profile(), platform=platform, send=send, seed=seed)
        made.enroll()
        return made


def scene(
    *,
    store: Any = None,
    changed: dict[str, Any] | None = None,
    authority: Any = None,
    clock: Callable[[], datetime] = lambda: NOW,
    **options: Any,
) -> Scene:
    chosen = store if store is not None else MemoryStore()
    options.setdefault("start_worker", "push" in options)
    issuing = authority if authority is not None else _authority()
    server = create_server(settings(**(changed or {})), chosen, issuing, clock=clock, **options)
    return Scene(server=server, store=chosen)
