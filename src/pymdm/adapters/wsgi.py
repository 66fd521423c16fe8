"""The device routes as a WSGI application: for any WSGI server, or mounted in another application.

application = device_app(mdm)                       # PUT /mdm
application = device_app(mdm, checkin_path="/checkin")
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pymdm.adapters._route import answer, device_paths, header_lines, not_found, shown_body
from pymdm.service import MDMRequest, MDMService

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication

__all__ = ["device_app", "status_line"]

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
    paths = device_paths(path, checkin_path)

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        method = environ.get("REQUEST_METHOD")
        if (environ.get("PATH_INFO") or "") in paths:
            reply = answer(method, service.handle, lambda: MDMRequest.from_wsgi(environ))
        else:
            reply = not_found()
        start_response(status_line(reply.status), header_lines(reply))
        return [shown_body(method, reply)]

    return application
