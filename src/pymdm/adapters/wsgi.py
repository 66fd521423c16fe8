"""The device routes as a WSGI application: for any WSGI server, or mounted in another application.

application = device_app(mdm)                       # PUT /mdm
application = device_app(mdm, checkin_path="/checkin")
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pymdm.service import MDMReply, MDMRequest, MDMService
from pymdm.service.answer import refuse
from pymdm.service.unenroll import only_deliberate

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication

__all__ = ["device_app", "respond"]

log = logging.getLogger("pymdm.adapters")

# The texts of RFC 9110 for what this application answers; WSGI wants one behind the number.
_PHRASES = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    410: "Gone",
    411: "Length Required",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


def device_app(
    service: MDMService, *, path: str = "/mdm", checkin_path: str | None = None
) -> WSGIApplication:
    """A WSGI application that answers devices at ``path`` (ServerURL) and ``checkin_path`` (CheckInURL).

    One path is enough: the two protocols are told apart by Content-Type.  An exception inside
    becomes 500 with a fixed text; the traceback goes to the log and never to the peer.
    """
    paths = {path, checkin_path} - {None}

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") not in paths:
            return respond(refuse(404, "Not Found"), start_response)
        if environ.get("REQUEST_METHOD") != "PUT":
            reply = refuse(405, "Method Not Allowed")
            return respond(reply, start_response, {"Allow": "PUT"})
        return respond(_handle(service.handle, environ), start_response)

    return application


def respond(
    reply: MDMReply, start_response: StartResponse, headers: Mapping[str, str] | None = None
) -> list[bytes]:
    """Send a reply through ``start_response``; gives the body as WSGI wants it."""
    fields = [("Content-Length", str(len(reply.body))), *reply.headers.items(), *(headers or {}).items()]
    if reply.body:
        fields.append(("Content-Type", reply.content_type))
    start_response(f"{reply.status} {_PHRASES.get(reply.status, 'Status')}", fields)
    return [reply.body]


def _handle(handle: Callable[[MDMRequest], MDMReply], environ: Mapping[str, Any]) -> MDMReply:
    try:
        return only_deliberate(handle(MDMRequest.from_wsgi(environ)))
    except Exception:
        log.exception("device request failed")
        return refuse(500, "Internal Server Error")
