"""How a simulated device reaches its server: HTTP as devices speak it, or a WSGI app in the same process."""

from __future__ import annotations

import contextlib
import os
import ssl
import tempfile
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

import attrs
import httpx

from pymdm.errors import PlistError, TooLarge, TransportError
from pymdm.testing._errors import NoProfile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from wsgiref.types import WSGIApplication

    from pymdm.testing.identity import SimulatedIdentity

__all__ = ["MAX_REPLY", "Reply", "Send", "WireRequest", "connection", "download_profile", "wsgi_sender"]

# Commands that carry apps' manifests or signed profiles stay below 1 MB; ten leave room for odd ones,
# and a server that streams for ever does not fill the tester's memory.
MAX_REPLY = 10 * 1024 * 1024
# A device follows redirects without asking (2014 reference, MDM Protocol); five end a loop.
MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TIMEOUT_SECONDS = 30.0  # half of what devices wait; a test wants to know sooner


@attrs.frozen(kw_only=True)
class WireRequest:
    """One request, with its headers in the order in which the device writes them.

    MDM messages are PUT; GET and POST are for SCEP.
    """

    url: str
    headers: tuple[tuple[str, str], ...] = attrs.field(repr=False)  # a signature can be replayed (T14)
    body: bytes = attrs.field(repr=False)
    method: str = "PUT"


@attrs.frozen(kw_only=True)
class Reply:
    """What the server answered; header names are lower-case."""

    status: int
    headers: Mapping[str, str] = attrs.field(factory=dict)
    body: bytes = attrs.field(default=b"", repr=False)

    @property
    def content_type(self) -> str:
        """The media type without its parameters, lower-case; empty if there is none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def plist(self) -> dict[str, object]:
        """The body as a property-list dictionary; empty for an empty body.

        Raises:
            PlistError: it is none.
        """
        from pymdm.protocol import plist

        found = plist.loads(self.body) if self.body else {}
        if not isinstance(found, dict):
            raise PlistError("expected a dictionary")
        return dict(found)


Send = Callable[[WireRequest], Reply]


def wsgi_sender(app: WSGIApplication) -> Send:
    """Deliver requests to a WSGI app in this process: no socket, same bytes."""

    def send(request: WireRequest) -> Reply:
        with httpx.Client(transport=httpx.WSGITransport(app=app)) as client:
            return _follow(client, request, via=None)

    return send


@contextlib.contextmanager
def connection(
    *, url: str, via: str | None, identity: SimulatedIdentity | None, anchors: tuple[bytes, ...]
) -> Iterator[Send]:
    """One connection to a server, closed at the end as a device closes it after its session.

    With ``via`` the device talks to that scheme and host instead and keeps path and Host header: it
    stands behind a proxy that ends TLS.  Otherwise TLS is checked against the system's and the
    profile's authorities, and ``identity`` is the client certificate.
    """
    plain = urlsplit(via or url).scheme == "http"
    with httpx.Client(
        verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else _tls(identity, anchors),
        trust_env=False,
        timeout=_TIMEOUT_SECONDS,
    ) as client:
        yield lambda request: _follow(client, request, via=via)


def download_profile(url: str, *, via: str | None = None, code: str | None = None) -> bytes:
    """The profile behind a link, or behind an enrollment page that asks for a code.

    Raises:
        NoProfile: the answer is an error or a page.
        TransportError: no answer.
    """
    verify = ssl.create_default_context()
    with httpx.Client(verify=verify, trust_env=False, timeout=_TIMEOUT_SECONDS) as client:
        request = httpx.Request(
            "GET" if code is None else "POST",
            _through(url, via),
            headers={"Host": urlsplit(url).netloc},
            data=None if code is None else {"code": code},
        )
        reply = _send(client, request)
    if reply.status != 200 or reply.content_type == "text/html":
        raise NoProfile(reply.status, reply.content_type)
    return reply.body


def _follow(client: httpx.Client, request: WireRequest, *, via: str | None) -> Reply:
    url = request.url
    for _ in range(MAX_REDIRECTS + 1):
        reply = _exchange(client, url, request, via=via)
        target = reply.headers.get("location")
        if reply.status not in _REDIRECTS or not target:
            return reply
        url = urljoin(url, target)
    return reply


def _exchange(client: httpx.Client, url: str, request: WireRequest, *, via: str | None) -> Reply:
    host = urlsplit(url).netloc
    lines = [("Host", host), *request.headers]
    content = request.body if request.method != "GET" else None
    outgoing = httpx.Request(request.method, _through(url, via), headers=lines, content=content)
    return _send(client, outgoing)


def _send(client: httpx.Client, outgoing: httpx.Request) -> Reply:
    try:
        response = client.send(outgoing, stream=True)
        try:
            return Reply(
                status=response.status_code,
                headers={name.lower(): value for name, value in response.headers.items()},
                body=_read(response),
            )
        finally:
            response.close()
    except httpx.TransportError as error:
        unsent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
        text = f"no answer from {_origin(outgoing.url)}: {_why(error)}"
        raise TransportError(text, request_sent=not unsent) from error


def _origin(url: httpx.URL) -> str:
    """Scheme, host and port: the rest of an address may hold a secret."""
    host = f"[{url.host}]" if ":" in url.host else url.host
    return f"{url.scheme}://{host}{f':{url.port}' if url.port else ''}"


def _why(error: BaseException) -> str:
    """In the words of the system, which lie below those of httpx; its own where there are none."""
    if isinstance(error, httpx.TimeoutException):
        return f"none within {_TIMEOUT_SECONDS:.0f} seconds"
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
        cause = cause.__cause__ or cause.__context__
    return str(error).rstrip(".") or type(error).__name__


def _read(response: httpx.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_REPLY:
            raise TooLarge(f"expected a reply of at most {MAX_REPLY} bytes")
    return bytes(body)


def _through(url: str, via: str | None) -> str:
    if via is None:
        return url
    there, proxy = urlsplit(url), urlsplit(via)
    return urlunsplit((proxy.scheme, proxy.netloc, there.path, there.query, ""))


def _tls(identity: SimulatedIdentity | None, anchors: tuple[bytes, ...]) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if anchors:
        context.load_verify_locations(cadata=b"".join(anchors))
    if identity is not None:
        with _as_file(identity.pem()) as path:
            context.load_cert_chain(path)
    return context


@contextlib.contextmanager
def _as_file(secret: bytes) -> Iterator[str]:
    """A path that reads as these bytes, for the duration of the call: ssl takes keys from files only.

    Where the system can, the file is in memory and has no name in any folder (T73).
    """
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("identity", os.MFD_CLOEXEC)
        with open(descriptor, "wb", closefd=True) as memory:  # noqa: PTH123 - it has no path
            memory.write(secret)
            memory.flush()
            yield f"/proc/self/fd/{descriptor}"
    else:
        with tempfile.NamedTemporaryFile(suffix=".pem") as file:
            file.write(secret)
            file.flush()
            yield file.name
