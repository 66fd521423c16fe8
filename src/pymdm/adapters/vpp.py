"""Notifications of Apps and Books as a WSGI or ASGI application: for any server, beside the device routes.

application = notification_app(store.vpp)           # POST /vpp
application = asgi_notification_app(store.vpp)

In Flask a view is ``Response.from_app(application, request.environ)``; in Django it calls
`pymdm.vpp.notifications.receive` with ``request.body`` and ``request.headers.get("Authorization")``.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from pymdm.adapters.wsgi import status_line
from pymdm.service.machine import utc_now
from pymdm.service.request import declared_length
from pymdm.vpp.notifications import MAX_BODY, NoteStore, Notification, Reply, receive

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication

__all__ = ["asgi_notification_app", "notification_app"]

log: Final = logging.getLogger("pymdm.adapters")

Told: TypeAlias = Callable[[Notification], object]
Scope: TypeAlias = MutableMapping[str, Any]
ASGI: TypeAlias = Callable[
    [
        Scope,
        Callable[[], Awaitable[MutableMapping[str, Any]]],
        Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ],
    Awaitable[None],
]


def notification_app(
    store: NoteStore, *, path: str = "/vpp", told: Told | None = None, now: Callable[[], datetime] = utc_now
) -> WSGIApplication:
    """A WSGI application that takes notifications at ``path``; what remains of it below a mount, or "".

    Args:
        store: With the locations.
        path: Of the ``notificationUrl``.
        told: Called with each notification that is new, after it was stored; what it raises is logged.
        now: The machine's, unless a test knows better.
    """

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if (environ.get("PATH_INFO") or "") != path:
            status = 404
        elif environ.get("REQUEST_METHOD") != "POST":
            status = 405
        else:
            status = _taken(_wsgi_body(environ), environ.get("HTTP_AUTHORIZATION"), store, told, now)
        start_response(status_line(status), [(name, text) for name, text in _headers(status)])
        return [b""]

    return application


def asgi_notification_app(
    store: NoteStore, *, path: str = "/vpp", told: Told | None = None, now: Callable[[], datetime] = utc_now
) -> ASGI:
    """The same for ASGI; the store works in a thread of its own."""

    async def application(scope: Scope, receive_: Callable[[], Any], send: Callable[[Any], Any]) -> None:
        if scope["type"] != "http":
            raise ValueError("expected an HTTP request; mount this below an application that has a lifespan")
        own = str(scope.get("path") or "").removeprefix(str(scope.get("root_path") or "").rstrip("/"))
        if own != path:
            status = 404
        elif scope.get("method") != "POST":
            status = 405
        else:
            found = [text for name, text in scope.get("headers") or () if name.lower() == b"authorization"]
            given = found[0].decode("latin-1") if len(found) == 1 else None
            body = await _asgi_body(receive_)
            status = await asyncio.to_thread(_taken, body, given, store, told, now)
        lines = [(name.lower().encode(), text.encode()) for name, text in _headers(status)]
        with contextlib.suppress(OSError):  # who asked has gone, and asks again
            await send({"type": "http.response.start", "status": status, "headers": lines})
            await send({"type": "http.response.body", "body": b""})

    return application


def _taken(
    body: bytes | None,
    authorization: str | None,
    store: NoteStore,
    told: Told | None,
    now: Callable[[], datetime],
) -> int:
    try:
        reply = Reply(status=400) if body is None else receive(body, authorization, store, now())
    except Exception:  # whatever it is, the peer gets a short answer and comes back
        log.exception("a notification of Apps and Books failed")
        return 500
    if reply.error is not None:
        # With 503 it is to be sent again.
        log.error("a notification of Apps and Books was answered %d", reply.status, exc_info=reply.error)
    if reply.fresh and told is not None and reply.notification is not None:
        try:
            told(reply.notification)
        except Exception:  # it is stored, and will not be told again
            log.exception("what was to follow a notification of Apps and Books failed")
    return reply.status


def _headers(status: int) -> list[tuple[str, str]]:
    allowed = [("Allow", "POST")] if status == 405 else []
    return [("Cache-Control", "no-store"), ("Content-Length", "0"), *allowed]


def _wsgi_body(environ: dict[str, Any]) -> bytes | None:
    """The body, one byte more than it may have at most; None if it breaks off or its length is none."""
    stated = str(environ.get("CONTENT_LENGTH") or "0")
    length = declared_length(stated)
    if length is None or environ.get("HTTP_TRANSFER_ENCODING"):
        return None
    if length > MAX_BODY:
        return b" " * (MAX_BODY + 1)
    parts, left = [], length
    try:
        while left and (part := environ["wsgi.input"].read(left)):
            parts.append(part)
            left -= len(part)
    except OSError:
        return None
    return None if left else b"".join(parts)


async def _asgi_body(receive_: Callable[[], Any]) -> bytes | None:
    body: bytes = b""
    while True:
        event = await receive_()
        if event["type"] == "http.disconnect":
            return None
        body += bytes(event.get("body", b""))
        if len(body) > MAX_BODY or not event.get("more_body"):
            return body
