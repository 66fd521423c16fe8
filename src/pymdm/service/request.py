"""One HTTP request from a device, read safely and independent of any framework.

``MDMRequest.from_wsgi`` and ``from_asgi`` are the only ways in which a body gets read: both stop at
a limit *before* they read, refuse what servers frame differently (T75-T77), and never raise for what
a peer sent.  What was wrong becomes ``problem``, and the service turns that into its answer.
"""

from __future__ import annotations

import enum
import functools
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, BinaryIO, Protocol
from urllib.parse import parse_qsl

import attrs

__all__ = ["MAX_CHECKIN_BODY", "MAX_CONNECT_BODY", "MDMRequest", "MessageKind", "RequestProblem"]

# Devices and proxies send the same dozen headers with every request.
MAX_NAMES = 256

# Real check-ins are under 4 KB; SetBootstrapToken and declarative status reports are the largest,
# tens of kilobytes.  One mebibyte leaves room for every extension that Apple may add.
MAX_CHECKIN_BODY = 1024 * 1024

# A result with 2,000 installed apps is about 1.5 MB, and CertificateList or a managed-media answer
# can reach a few.  Ten mebibytes is more than any seen and still parses in under a second.
MAX_CONNECT_BODY = 10 * 1024 * 1024

# Bytes asked for at once; large enough that a body of a few kilobytes is one call.
READ_SIZE = 64 * 1024

# A device URL carries a handful of parameters of our own making.
MAX_PARAMETERS = 32

# A Content-Length of more digits is either an attack or an error; no 64-bit count needs 19.
MAX_LENGTH_DIGITS = 18

CHECKIN_TYPE = "application/x-apple-aspen-mdm-checkin"
CONNECT_TYPE = "application/x-apple-aspen-mdm"


@enum.unique
class MessageKind(enum.Enum):
    """Which of the two protocols a request speaks, as its Content-Type says."""

    CHECKIN = "check-in"
    CONNECT = "connect"
    #: No Content-Type at all.  Some clients (mdmb among them) send results so; the body decides.
    UNSTATED = "unstated"


@enum.unique
class RequestProblem(enum.Enum):
    """Why a request was refused before anybody looked at its message."""

    BAD_FRAMING = "contradictory or malformed length"
    INCOMPLETE = "body ended early"
    LENGTH_REQUIRED = "no length that this server can rely on"
    TOO_LARGE = "body over its limit"
    ENCODED = "compressed body"
    WRONG_TYPE = "not a content type of the MDM protocol"

    @property
    def answer(self) -> tuple[int, str]:
        """The status and the fixed text for the peer."""
        return _ANSWERS[self]


_ANSWERS = {
    RequestProblem.BAD_FRAMING: (400, "Bad Request"),
    RequestProblem.INCOMPLETE: (400, "Bad Request"),
    RequestProblem.LENGTH_REQUIRED: (411, "Length Required"),
    RequestProblem.TOO_LARGE: (413, "Content Too Large"),
    RequestProblem.ENCODED: (415, "Unsupported Media Type"),
    RequestProblem.WRONG_TYPE: (415, "Unsupported Media Type"),
}


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


@attrs.frozen(kw_only=True)
class MDMRequest:
    """What a device sent.

    ``headers`` has lower-case names; a header that was sent twice is joined by a comma, as WSGI
    does, which every parser of an identity refuses (T8).  ``peer_certificate`` is the DER of the
    TLS client certificate where the server itself ended the TLS connection.  ``peer_address`` is the
    address of whoever made the connection, as the server shows it; empty for a unix socket.  ``source``
    is where the request came from, for the audit trail only: it never decides anything.
    """

    body: bytes = attrs.field(repr=False)
    kind: MessageKind
    headers: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    params: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    peer_certificate: bytes | None = attrs.field(default=None, repr=False)
    peer_address: str = ""
    source: str = ""
    problem: RequestProblem | None = None

    @classmethod
    def from_wsgi(cls, environ: Mapping[str, Any]) -> MDMRequest:
        """Read a request from a WSGI environ; the body is never read past its limit.

        Example, in Flask: ``mdm.handle(MDMRequest.from_wsgi(request.environ))``.
        """
        headers = {
            _header_name(name): str(value) for name, value in environ.items() if name.startswith("HTTP_")
        }
        kind = _kind(_stated_type(environ))
        params = _parameters(environ.get("QUERY_STRING") or "")
        source = str(environ.get("REMOTE_ADDR") or "")
        problem = _refuse_encoding(headers, kind)
        body = b""
        if problem is None and kind is not None:
            body, problem = _read_wsgi(environ, headers, _limit(kind))
        return cls(
            body=body,
            kind=kind or MessageKind.UNSTATED,
            headers=headers,
            params=params,
            peer_address=_peer_address(environ),
            source=source,
            problem=problem,
        )

    @classmethod
    async def from_asgi(
        cls, scope: Mapping[str, Any], receive: Callable[[], Awaitable[Mapping[str, Any]]]
    ) -> MDMRequest:
        """Read a request from an ASGI scope and its receive channel, under the same limits.

        Example, in Starlette:
        ``await mdm.handle(await MDMRequest.from_asgi(request.scope, request.receive))``.
        """
        headers = _join_headers(scope.get("headers") or ())
        kind = _kind(headers.get("content-type", ""))
        query = scope.get("query_string") or b""
        client = scope.get("client")
        problem = _refuse_encoding(headers, kind)
        body = b""
        if problem is None and kind is not None:
            body, problem = await _read_asgi(receive, headers, _limit(kind))
        return cls(
            body=body,
            kind=kind or MessageKind.UNSTATED,
            headers=headers,
            params=_parameters(query.decode("latin-1")),
            peer_address=str(client[0]) if client else "",
            source=str(client[0]) if client else "",
            problem=problem,
        )


@functools.lru_cache(maxsize=MAX_NAMES)
def _header_name(variable: str) -> str:
    """The header that a variable of CGI stands for: HTTP_USER_AGENT is user-agent."""
    return variable[5:].replace("_", "-").lower()


def _peer_address(environ: Mapping[str, Any]) -> str:
    """Whoever made the connection; werkzeug's ProxyFix puts another address in its place (T6)."""
    before = environ.get("werkzeug.proxy_fix.orig")
    found = (before if isinstance(before, Mapping) else environ).get("REMOTE_ADDR")
    return str(found or "")


def _stated_type(environ: Mapping[str, Any]) -> str:
    """The Content-Type that the peer sent; wsgiref, and so Django's runserver, invents a missing one."""
    stated = environ.get("CONTENT_TYPE") or ""
    invented = stated == "text/plain" and str(environ.get("SERVER_SOFTWARE")).startswith("WSGIServer/")
    return "" if invented else stated


def _kind(content_type: str) -> MessageKind | None:
    """The protocol that a Content-Type names, or None for any other type."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == CHECKIN_TYPE:
        return MessageKind.CHECKIN
    if media_type == CONNECT_TYPE:
        return MessageKind.CONNECT
    return None if media_type else MessageKind.UNSTATED


def _limit(kind: MessageKind) -> int:
    return MAX_CHECKIN_BODY if kind is MessageKind.CHECKIN else MAX_CONNECT_BODY


def _refuse_encoding(headers: Mapping[str, str], kind: MessageKind | None) -> RequestProblem | None:
    """Devices never compress: inflating would only open the door to a bomb (T76)."""
    if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        return RequestProblem.ENCODED
    return RequestProblem.WRONG_TYPE if kind is None else None


def _parameters(query: str) -> dict[str, str]:
    """The first value of each query parameter; none at all from a query that is not one."""
    found: dict[str, str] = {}
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MAX_PARAMETERS)
    except ValueError:
        return found
    for name, value in pairs:
        found.setdefault(name, value)
    return found


def _join_headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    return headers


def declared_length(text: str) -> int | None:
    """A Content-Length as RFC 9110 has it: digits and nothing else; None if it is not one."""
    if text.isascii() and text.isdigit() and len(text) <= MAX_LENGTH_DIGITS:
        return int(text)
    return None


def _read_wsgi(
    environ: Mapping[str, Any], headers: Mapping[str, str], limit: int
) -> tuple[bytes, RequestProblem | None]:
    stated = environ.get("CONTENT_LENGTH") or ""
    chunked = "transfer-encoding" in headers
    stream = environ["wsgi.input"]
    if stated and chunked:
        # Servers disagree on which one wins, so whoever sent both is hiding something (T77).
        return b"", RequestProblem.BAD_FRAMING
    if stated:
        length = declared_length(stated)
        if length is None:
            return b"", RequestProblem.BAD_FRAMING
        if length > limit:
            return b"", RequestProblem.TOO_LARGE
        return _read_exactly(stream, length)
    if chunked and environ.get("wsgi.input_terminated"):
        return _read_to_end(stream, limit)
    # Without a length, only a server that promises to end the stream can be read safely.
    return b"", RequestProblem.LENGTH_REQUIRED


def _read_exactly(stream: _Stream | BinaryIO, length: int) -> tuple[bytes, RequestProblem | None]:
    parts: list[bytes] = []
    missing = length
    while missing:
        try:
            part = stream.read(min(missing, READ_SIZE))
        except Exception:  # noqa: BLE001 - each server has its own exceptions for a peer that breaks off
            return b"", RequestProblem.INCOMPLETE
        if not part:
            return b"", RequestProblem.INCOMPLETE
        parts.append(part)
        missing -= len(part)
    return b"".join(parts), None


def _read_to_end(stream: _Stream | BinaryIO, limit: int) -> tuple[bytes, RequestProblem | None]:
    body = bytearray()
    while True:
        try:
            part = stream.read(READ_SIZE)
        except Exception:  # noqa: BLE001 - each server has its own exceptions for a peer that breaks off
            return b"", RequestProblem.INCOMPLETE
        if not part:
            return bytes(body), None
        # In one buffer: however small the parts are that a peer sends, they cost no more than their bytes.
        body += part
        if len(body) > limit:
            return b"", RequestProblem.TOO_LARGE


async def _read_asgi(
    receive: Callable[[], Awaitable[Mapping[str, Any]]], headers: Mapping[str, str], limit: int
) -> tuple[bytes, RequestProblem | None]:
    stated = headers.get("content-length", "")
    length = declared_length(stated) if stated else None
    if stated and (length is None or "transfer-encoding" in headers):
        return b"", RequestProblem.BAD_FRAMING
    if length is not None and length > limit:
        return b"", RequestProblem.TOO_LARGE
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return b"", RequestProblem.INCOMPLETE
        body += message.get("body") or b""
        if len(body) > limit:
            return b"", RequestProblem.TOO_LARGE
        more = bool(message.get("more_body"))
    if length is not None and length != len(body):
        return b"", RequestProblem.INCOMPLETE
    return bytes(body), None
