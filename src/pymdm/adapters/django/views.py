"""Django views of the device routes, blocking and asynchronous."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from django.views.decorators.csrf import csrf_exempt

from pymdm.adapters._route import answer, answer_async, device_paths, header_lines, shown_body
from pymdm.service import AsyncMDMService, MDMReply, MDMRequest, MDMService
from pymdm.service.request import READ_SIZE

__all__ = ["device_urls", "device_view"]

View: TypeAlias = Callable[[HttpRequest], HttpResponse] | Callable[[HttpRequest], Awaitable[HttpResponse]]


def device_urls(
    service: MDMService | AsyncMDMService, *, path: str = "/mdm", checkin_path: str | None = None
) -> list[URLPattern]:
    """URL patterns that answer devices at ``path`` (ServerURL) and ``checkin_path`` (CheckInURL).

    One path is enough: the two protocols are told apart by Content-Type.  Below ``include()`` with a
    prefix, ``path`` is what remains of it (Django's prefixes end with a slash, so do not begin it with one
    more), and may be empty.

    Raises:
        ValueError: a path that no request can have.
    """
    view = device_view(service)
    # Exactly this path: Django would otherwise redirect to one with a slash, or let a newline follow.
    return [
        re_path(rf"^{re.escape(each.removeprefix('/'))}\Z", view)
        for each in sorted(device_paths(path, checkin_path))
    ]


def device_view(service: MDMService | AsyncMDMService) -> View:
    """A view that answers devices: a coroutine function for an `AsyncMDMService`, else a plain one.

    Either works under WSGI and ASGI.  It is exempt from CSRF tokens and from the login that
    ``LoginRequiredMiddleware`` demands, because devices have neither cookies nor passwords, and from
    ``ATOMIC_REQUESTS``: what a verb of the store has answered is committed, and events are told after that.
    """
    made: Any = _async_view(service) if inspect.iscoroutinefunction(service.handle) else _view(service)
    made.login_required = False
    view: View = csrf_exempt(transaction.non_atomic_requests(made))
    return view


def _view(service: Any) -> View:
    def device(request: HttpRequest) -> HttpResponse:
        reply = answer(request.method, service.handle, lambda: _read(request))
        return _response(request, reply)

    return device


def _async_view(service: Any) -> View:
    async def device(request: HttpRequest) -> HttpResponse:
        reply = await answer_async(request.method, service.handle, lambda: _read_async(request))
        return _response(request, reply)

    return device


def _read(request: Any) -> MDMRequest:
    if hasattr(request, "environ"):
        return MDMRequest.from_wsgi(request.environ)
    reading = _read_async(request)
    try:
        reading.send(None)
    except StopIteration as done:
        found: MDMRequest = done.value
        return found
    raise AssertionError("reading a request that is all here never waits")


async def _read_async(request: Any) -> MDMRequest:
    if hasattr(request, "environ"):
        return MDMRequest.from_wsgi(request.environ)

    async def receive() -> Mapping[str, Any]:
        # Django has received the body already, into memory or a file; this never waits for the peer.
        part = request.read(READ_SIZE)
        return {"type": "http.request", "body": part, "more_body": bool(part)}

    # The scope has the header names as they were sent; request.META has folded them (T7).
    return await MDMRequest.from_asgi(request.scope, receive)


def _response(request: HttpRequest, reply: MDMReply) -> HttpResponse:
    body = shown_body(request.method, reply)
    return HttpResponse(body, status=reply.status, headers=dict(header_lines(reply)))
