"""The device routes as an ASGI application: what the other frameworks take care of themselves."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pymdm.adapters import asgi_device_app
from pymdm.service import MDMReply, MDMRequest
from tests.unit.adapters.wires import ASGIWire, Asked


class Service:
    async def handle(self, request: MDMRequest) -> MDMReply:
        return MDMReply(body=b"answer")


def app(**options: Any) -> Any:
    service: Any = Service()
    return asgi_device_app(service, **options)


def converse(application: Any, scope: dict[str, Any], *received: str) -> list[str]:
    """The types of the messages that the application sends."""
    waiting = list(received)
    sent: list[str] = []

    async def receive() -> dict[str, Any]:
        return {"type": waiting.pop(0)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message["type"])

    asyncio.run(application(scope, receive, send))
    return sent


def test_a_server_that_insists_on_lifespan_hears_that_all_is_well() -> None:
    sent = converse(app(), {"type": "lifespan"}, "lifespan.startup", "lifespan.shutdown")

    assert ["lifespan.startup.complete", "lifespan.shutdown.complete"] == sent


def test_a_websocket_is_closed() -> None:
    assert ["websocket.close"] == converse(app(), {"type": "websocket", "path": "/mdm"}, "websocket.connect")


@pytest.mark.parametrize(
    ("path", "root", "own", "status"),
    [
        ("/mdm", "", "/mdm", 200),
        ("/mdm", "/api", "/mdm", 200),  # servers before 2024 leave the mount out of the path
        ("/api/mdm", "/api", "/mdm", 200),
        ("/api/mdm", "/api/", "/mdm", 200),
        ("/api/mdm", "/api", "", 404),
        ("/api", "/api", "", 200),
        ("/apimdm", "/api", "mdm", 404),
        ("/apimdm", "/api", "/mdm", 404),
        ("/api/mdm", "", "/mdm", 404),
    ],
)
def test_below_a_mount_the_path_is_what_remains(path: str, root: str, own: str, status: int) -> None:
    application = app(path=own) if own != "mdm" else app()

    async def below(scope: Any, receive: Any, send: Any) -> None:
        await application({**scope, "root_path": root}, receive, send)

    assert status == ASGIWire(below).ask(Asked(path=path, parts=(b"x",))).status


def test_a_device_that_has_gone_is_no_error() -> None:
    """F5: servers may raise OSError when somebody answers it."""

    async def gone(scope: Any, receive: Any, send: Any) -> None:
        async def nobody(message: Any) -> None:
            raise OSError("the peer has gone")

        await app()(scope, receive, nobody)

    with pytest.raises(ConnectionError, match="has not answered"):
        ASGIWire(gone).ask(Asked(parts=(b"x",)))


@pytest.mark.parametrize("options", [{"path": "mdm"}, {"checkin_path": "checkin"}])
def test_a_path_that_no_request_can_have_is_refused(options: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="slash"):
        app(**options)


def test_header_names_go_out_in_lower_case() -> None:
    """The ASGI specification demands it; HTTP/2 servers break otherwise."""
    names: list[bytes] = []

    async def noting(scope: Any, receive: Any, send: Any) -> None:
        async def note(message: Any) -> None:
            names.extend(name for name, _ in message.get("headers", ()))
            await send(message)

        await app()(scope, receive, note)

    ASGIWire(noting).ask(Asked(parts=(b"x",)))

    assert [b"cache-control", b"content-type", b"content-length"] == names
