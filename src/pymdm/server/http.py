"""The little that the server's own pages and its admin API need of HTTP."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication

__all__ = ["HTTPError", "Response", "application", "json_response", "read_body"]

log = logging.getLogger("pymdm.server")

# Forms and JSON of people and tools.  An InstallProfile with an embedded font is the largest; its
# profile grows by a third in base64.
MAX_BODY = 16 * 1024 * 1024

# No page of ours may be framed, sniffed or kept by a browser or proxy.
SAFE_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "Referrer-Policy": "no-referrer",
}

_PHRASES = {
    200: "OK",
    201: "Created",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    411: "Length Required",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


@attrs.frozen(kw_only=True)
class Response:
    """An answer to a person or a tool."""

    status: int = 200
    body: bytes = attrs.field(default=b"", repr=False)
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = attrs.field(factory=dict)


class HTTPError(Exception):
    """Ends a request with this response."""

    def __init__(self, status: int, text: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.headers = headers or {}


def json_response(value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """``value`` as indented JSON."""
    return Response(
        status=status,
        body=json.dumps(value, indent=2, sort_keys=True).encode() + b"\n",
        content_type="application/json; charset=utf-8",
        headers=headers or {},
    )


def read_body(environ: Mapping[str, Any]) -> bytes:
    """The body of a request, no larger than ``MAX_BODY``."""
    stated = environ.get("CONTENT_LENGTH") or ""
    if not stated:
        raise HTTPError(411, "Content-Length is needed")
    if not (stated.isascii() and stated.isdigit()):
        raise HTTPError(400, "Content-Length is not a number")
    length = int(stated[:18])
    if length > MAX_BODY:
        raise HTTPError(413, f"the body may have {MAX_BODY} bytes")
    body: bytes = environ["wsgi.input"].read(length)
    if len(body) != length:
        raise HTTPError(400, "the body ended early")
    return body


def application(
    handle: Callable[[Mapping[str, Any]], Response], failed: Callable[[HTTPError], Response]
) -> WSGIApplication:
    """A WSGI application from a function; errors go through ``failed``, and no traceback leaves."""

    def run(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        try:
            response = handle(environ)
        except HTTPError as error:
            response = failed(error)
        except Exception:
            log.exception("request failed path=%r", environ.get("PATH_INFO"))
            response = failed(HTTPError(500, "internal error; the log has more"))
        headers = {**SAFE_HEADERS, **response.headers, "Content-Type": response.content_type}
        headers["Content-Length"] = str(len(response.body))
        start_response(f"{response.status} {_PHRASES.get(response.status, 'Status')}", list(headers.items()))
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [response.body]

    return run
