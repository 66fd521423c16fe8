"""The SCEP server as a WSGI application: reads the request, nothing more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from pymdm.crypto.scep import MAX_QUERY_MESSAGE
from pymdm.server.http import HTTPError, Response, application, read_body
from pymdm.service.machine import utc_now
from pymdm.service.scep import MAX_SCEP_BODY, SCEPService

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

__all__ = ["scep_app"]

# The message as long as it may be, and room for what stands around it.
MAX_QUERY = MAX_QUERY_MESSAGE + 1024

# operation and message; a few more may be a proxy's.
MAX_PARAMETERS = 8


def scep_app(service: SCEPService, *, clock: Callable[[], datetime] = utc_now) -> WSGIApplication:
    """``GET`` and ``POST`` of SCEP at whatever path this is mounted; nobody logs in here.

    Requests in a URL are up to 16 KB long: see that the server and the proxy before it let them through.
    """

    def handle(environ: Mapping[str, Any]) -> Response:
        parameters = _parameters(str(environ.get("QUERY_STRING") or ""))
        method = str(environ.get("REQUEST_METHOD"))
        message = parameters.get("message", "").encode("latin-1", "replace")
        if method == "POST":
            message = read_body(environ, limit=MAX_SCEP_BODY)
        reply = service.handle(
            unquote(parameters.get("operation", "")),
            message,
            method=method,
            now=clock(),
            source=str(environ.get("REMOTE_ADDR") or ""),
        )
        return Response(
            status=reply.status, body=reply.body, content_type=reply.content_type, headers=reply.headers
        )

    def failed(error: HTTPError) -> Response:
        return Response(status=error.status, body=f"{error.text}\n".encode(), headers=error.headers)

    return application(handle, failed)


def _parameters(query: str) -> dict[str, str]:
    """The parameters as they stand in the query: in base64 a plus is a plus, so nothing is decoded here."""
    if len(query) > MAX_QUERY:
        raise HTTPError(413, "the query is too long; send the message by POST")
    found: dict[str, str] = {}
    for pair in query.split("&", MAX_PARAMETERS) if query else ():
        name, _, value = pair.partition("=")
        if name in found:
            raise HTTPError(400, f"expected {name if name in ('operation', 'message') else 'each'} once")
        found[name] = value
    return found
