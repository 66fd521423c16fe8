"""The device routes as an ASGI application: for any ASGI server, or mounted in another application.

application = asgi_device_app(mdm)                  # an AsyncMDMService; PUT /mdm

Header names arrive as they were sent: ``Client_Cert`` is never taken for ``Client-Cert`` (T7), which no
WSGI application can promise for every server.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

from pymdm.adapters._route import answer_async, device_paths, header_lines, not_found, shown_body
from pymdm.service import AsyncMDMService, MDMReply, MDMRequest

__all__ = ["ASGIApplication", "asgi_device_app", "asgi_device_route"]

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
#: An application as https://asgi.readthedocs.io, version 3, has it.
ASGIApplication: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]


def asgi_device_app(
    service: AsyncMDMService, *, path: str = "/mdm", checkin_path: str | None = None
) -> ASGIApplication:
    """An ASGI application that answers devices at ``path`` (ServerURL) and ``checkin_path`` (CheckInURL).

    One path is enough: the two protocols are told apart by Content-Type.  An exception inside
    becomes 500 with a fixed text; the traceback goes to the log and never to the peer.  Mounted below
    a path of another application, ``path`` is what remains of it, and may be empty.

    Raises:
        ValueError: a path that no request can have.
    """
    paths = device_paths(path, checkin_path)
    route = asgi_device_route(service)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        elif _own_path(scope) in paths:
            await route(scope, receive, send)
        else:
            await _send_reply(send, scope.get("method"), not_found())

    return application


def asgi_device_route(service: AsyncMDMService) -> ASGIApplication:
    """The device route alone, for a router that has matched the path already."""

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        method = scope.get("method")
        reply = await answer_async(method, service.handle, lambda: MDMRequest.from_asgi(scope, receive))
        await _send_reply(send, method, reply)

    return route


async def _send_reply(send: Send, method: str | None, reply: MDMReply) -> None:
    lines = [(name.lower().encode("latin-1"), text.encode("latin-1")) for name, text in header_lines(reply)]
    # A server may raise OSError once the device has gone; it comes back for the same command (F5).
    with contextlib.suppress(OSError):
        await send({"type": "http.response.start", "status": reply.status, "headers": lines})
        await send({"type": "http.response.body", "body": shown_body(method, reply)})


def _own_path(scope: Scope) -> str:
    """What remains of the path below the one that the application is mounted at."""
    path, mount = str(scope.get("path") or ""), str(scope.get("root_path") or "").rstrip("/")
    below = path.removeprefix(mount)
    # Older servers leave the mount out of the path; "/mdm" is not the remainder "dm" of a mount "/m".
    return below if below.startswith("/") or not below else path


async def _live(receive: Receive, send: Send) -> None:
    """Nothing has to be set up or closed here, but servers that insist on lifespan want to hear that."""
    while True:
        event = (await receive())["type"]
        await send({"type": f"{event}.complete"})
        if event == "lifespan.shutdown":
            return
