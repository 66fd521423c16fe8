"""The device routes as a WSGI application: for any WSGI server, or mounted in another application.

application = device_app(mdm)                       # PUT /mdm
application = device_app(mdm, checkin_path="/checkin")
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from pymdm.service import MDMReply, MDMRequest, MDMService
from pymdm.service.answer import refuse
from pymdm.service.unenroll import only_deliberate

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication

__all__ = ["device_app", "status_line"]

log = logging.getLogger("pymdm.adapters")

# The texts of RFC 9110 for what our applications answer; WSGI wants one behind the number.
_PHRASES = {
    200: "OK",
    201: "Created",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    410: "Gone",
    411: "Length Required",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


def status_line(status: int) -> str:
    """The status as WSGI wants it: ``200 OK``."""
    return f"{status} {_PHRASES.get(status, 'Status')}"


def device_app(
    service: MDMService, *, path: str = "/mdm", checkin_path: str | None = None
) -> WSGIApplication:
    """A WSGI application that answers devices at ``path`` (ServerURL) and ``checkin_path`` (CheckInURL).

    One path is enough: the two protocols are told apart by Content-Type.  An exception inside
    becomes 500 with a fixed text; the traceback goes to the log and never to the peer.  Mounted below
    a path of another application, ``path`` is what remains of it, and may be empty.

    Raises:
        ValueError: a path that no request can have.
    """
    paths = {path, checkin_path} - {None}
    if any(known and not known.startswith("/") for known in paths):
        raise ValueError("path and checkin_path must begin with a slash, such as /mdm")

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        reply = _answer(service.handle, environ, paths)
        fields = [
            # Commands hold passcodes and profiles: nothing between here and the device may keep one.
            ("Cache-Control", "no-store"),
            *reply.headers.items(),
            ("Content-Type", reply.content_type),
            ("Content-Length", str(len(reply.body))),
        ]
        start_response(status_line(reply.status), fields)
        # Servers send whatever they are given, and a body behind HEAD would pass for the next answer.
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [reply.body]

    return application


def _answer(
    handle: Callable[[MDMRequest], MDMReply], environ: Mapping[str, Any], paths: Iterable[str | None]
) -> MDMReply:
    if (environ.get("PATH_INFO") or "") not in paths:
        return refuse(404, "Not Found")
    if environ.get("REQUEST_METHOD") != "PUT":
        return attrs.evolve(refuse(405, "Method Not Allowed"), headers={"Allow": "PUT"})
    try:
        return only_deliberate(handle(MDMRequest.from_wsgi(environ)))
    except Exception:
        log.exception("device request failed")
        return refuse(500, "Internal Server Error")
