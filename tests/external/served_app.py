"""What the servers of test_wsgi_servers.py serve: a program that says what it was shown, and a device route.

Started by them, not by the tests: ``waitress-serve tests.external.served_app:application``.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from typing import Any

from pymdm.adapters import HeaderProbe, asgi_device_app, device_app
from pymdm.crypto import CertificateAuthority
from pymdm.service import AsyncMDMService, MDMRequest, MDMService
from pymdm.stores import MemoryStore

HEADER = "client-cert"

_address = os.environ.get("PYMDM_TEST_ADDRESS", "127.0.0.1:0")
_unix = os.environ.get("PYMDM_TEST_SOCKET")
probe = HeaderProbe(f"http://{_address}/mdm", header=HEADER, unix_socket=_unix)
_authority = CertificateAuthority.create("Device CA", now=dt.datetime.now(dt.UTC))
_identity = _authority.trust_store().trusted_peer_header(peers=("127.0.0.1", "unix"), probe=probe)
_devices = device_app(MDMService(MemoryStore(), identity=_identity))
_asgi_devices = asgi_device_app(AsyncMDMService(MemoryStore(), identity=_identity))


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """``/mdm`` is the device route, ``/verdict`` the self-test's result; all else is told what it sent."""
    path = environ.get("PATH_INFO")
    if path == "/mdm":
        return list(_devices(environ, start_response))
    body = json.dumps(_verdict() if path == "/verdict" else _shown(environ)).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


async def asgi(scope: Any, receive: Any, send: Any) -> None:
    """The same for ASGI servers."""
    if scope["type"] == "lifespan":
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    if scope["path"] == "/mdm":
        await _asgi_devices(scope, receive, send)
        return
    request = await MDMRequest.from_asgi(scope, receive)
    told = _verdict() if scope["path"] == "/verdict" else _told(request, scope["query_string"])
    body = json.dumps(told).encode()
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": body})


def _verdict() -> dict[str, object] | None:
    probe.start()
    found = probe.verdict
    return None if found is None else {"passed": found.passed, "text": found.text, "pid": os.getpid()}


def _shown(environ: dict[str, Any]) -> dict[str, object]:
    # As a device route reads it, whatever its path.
    return _told(MDMRequest.from_wsgi(environ), environ.get("QUERY_STRING") or "")


def _told(request: MDMRequest, query: str | bytes) -> dict[str, object]:
    return {
        "header": request.headers.get(HEADER),
        "peer": request.peer_address,
        "signature": len(request.headers.get("mdm-signature", "")),
        "query": len(query),
        "problem": request.problem.name if request.problem else None,
        "body": request.body.decode("latin-1"),
    }


if __name__ == "__main__":
    from wsgiref.simple_server import make_server

    make_server("127.0.0.1", int(sys.argv[1]), application).serve_forever()
