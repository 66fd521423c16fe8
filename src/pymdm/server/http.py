"""The little that the server's own pages and its admin API need of HTTP."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

import attrs

from pymdm.adapters.wsgi import status_line
from pymdm.errors import StorageError
from pymdm.service.request import declared_length

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication

__all__ = [
    "HTTPError",
    "Response",
    "application",
    "json_response",
    "path_segments",
    "read_body",
]

log = logging.getLogger("pymdm.server")

# No page of ours may be framed, sniffed or kept by a browser or proxy.
SAFE_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
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
        body=json.dumps(value, indent=2, sort_keys=True, allow_nan=False).encode() + b"\n",
        content_type="application/json; charset=utf-8",
        headers=headers or {},
    )


def path_segments(environ: Mapping[str, Any]) -> list[str]:
    """The parts of the path below this application, each percent-decoded once; 404 if it is not UTF-8.

    Ids of users may hold a slash, which PATH_INFO shows like any other.  Servers that also pass on
    the address as it was sent (REQUEST_URI in waitress, RAW_URI in gunicorn) tell the two apart.
    """
    mount, path = str(environ.get("SCRIPT_NAME") or ""), str(environ.get("PATH_INFO") or "")
    sent = str(environ.get("REQUEST_URI") or environ.get("RAW_URI") or "").partition("?")[0]
    raw, known = sent.encode("latin-1", "replace"), f"{mount}{path}".encode("latin-1", "replace")
    parts = known.split(b"/")
    if unquote_to_bytes(raw) == known:
        parts = [unquote_to_bytes(part) for part in raw.split(b"/")]
    try:
        return [part.decode() for part in parts[mount.count("/") + 1 :]]
    except UnicodeDecodeError as error:
        raise HTTPError(404, "no such address") from error


def read_body(environ: Mapping[str, Any], *, limit: int) -> bytes:
    """The body of a request, no larger than ``limit``; longer ones are refused before they are read."""
    stated = environ.get("CONTENT_LENGTH") or ""
    if not stated or environ.get("HTTP_TRANSFER_ENCODING"):
        raise HTTPError(411, "Content-Length is needed")
    length = declared_length(stated)
    if length is None:
        raise HTTPError(400, "Content-Length is not a number")
    if length > limit:
        raise HTTPError(413, f"the body may have {limit} bytes")
    try:
        body: bytes = environ["wsgi.input"].read(length)
    except Exception as error:
        # Each server has its own exceptions for a peer that breaks off.
        raise HTTPError(400, "the body ended early") from error
    if len(body) != length:
        raise HTTPError(400, "the body ended early")
    return body


def application(
    handle: Callable[[Mapping[str, Any]], Response], failed: Callable[[HTTPError], Response]
) -> WSGIApplication:
    """A WSGI application from a function; errors go through ``failed``, and no traceback leaves."""

    def answer(environ: Mapping[str, Any]) -> Response:
        try:
            return handle(environ)
        except HTTPError as error:
            return failed(error)
        except StorageError:
            log.exception("store failed")
            return failed(HTTPError(503, "the store cannot be reached", {"Retry-After": "60"}))
        except Exception:
            log.exception("request failed path=%r", environ.get("PATH_INFO"))
            return failed(HTTPError(500, "internal error; the log has more"))

    def run(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        response = answer(environ)
        headers = {**SAFE_HEADERS, **response.headers, "Content-Type": response.content_type}
        headers["Content-Length"] = str(len(response.body))
        start_response(status_line(response.status), list(headers.items()))
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [response.body]

    return run
