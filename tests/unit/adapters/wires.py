"""How requests reach an application: as a careful WSGI server and an ASGI server would hand them over."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

import attrs

from pymdm.testing import Reply, WireRequest
from pymdm.testing.wire import Send

CHECKIN = "application/x-apple-aspen-mdm-checkin"
CONNECT = "application/x-apple-aspen-mdm"


@attrs.frozen(kw_only=True)
class Asked:
    """One request.  ``parts`` come one after the other; None among them is a peer that goes away."""

    method: str = "PUT"
    path: str = "/mdm"
    headers: tuple[tuple[str, str], ...] = (("Content-Type", CONNECT),)
    parts: tuple[bytes | None, ...] = ()
    chunked: bool = False

    @classmethod
    def of(cls, request: WireRequest) -> Asked:
        """What a simulated device sends."""
        return cls(path=urlsplit(request.url).path, headers=request.headers, parts=(request.body,))

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The header lines, with the one that says how long the body is."""
        names = {name.lower() for name, _ in self.headers}
        length = str(sum(len(part) for part in self.parts if part))
        framing = ("Transfer-Encoding", "chunked") if self.chunked else ("Content-Length", length)
        stated = names & {"transfer-encoding", "content-length"} or not self.parts
        return [*self.headers, *([] if stated else [framing])]


class Wire(Protocol):
    """An application behind a server."""

    taken: int

    def ask(self, asked: Asked) -> Reply:
        """Send one request; ``taken`` is how many bytes of its body the application has asked for."""


def sender(wire: Wire) -> Send:
    """What a simulated device sends with."""
    return lambda request: wire.ask(Asked.of(request))


# ── WSGI ─────────────────────────────────────────────────────────────────────────────────────────


class Stream(io.RawIOBase):
    """The body as it comes in; a peer that goes away is an exception."""

    def __init__(self, parts: tuple[bytes | None, ...]) -> None:
        self._parts = list(parts)
        self._rest = b""
        self.taken = 0

    def read(self, size: int = -1, /) -> bytes:
        while not self._rest and self._parts:
            part = self._parts.pop(0)
            if part is None:
                raise OSError("the peer has gone")
            self._rest = part
        size = len(self._rest) if size < 0 else size
        given, self._rest = self._rest[:size], self._rest[size:]
        self.taken += len(given)
        return given


class WSGIWire:
    """What waitress makes of a request: names with an underscore are dropped, repeated lines joined."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.taken = 0

    def ask(self, asked: Asked) -> Reply:
        stream = Stream(asked.parts)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": asked.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": asked.path,
            "QUERY_STRING": "",
            "SERVER_NAME": "mdm.example.com",
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "192.0.2.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "https",
            "wsgi.input": stream,
            "wsgi.input_terminated": True,
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in asked.lines:
            if "_" in name:
                continue
            key = name.upper().replace("-", "_")
            key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
            environ[key] = f"{environ[key]}, {value}" if key in environ else value
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            started.append((status, headers))
            return lambda data: None

        answer = self._app(environ, start_response)
        try:
            body = b"".join(answer)
        finally:
            getattr(answer, "close", lambda: None)()
        self.taken = stream.taken
        [(status, headers)] = started
        return Reply(
            status=int(status.split()[0]), headers={name.lower(): v for name, v in headers}, body=body
        )


# ── ASGI ─────────────────────────────────────────────────────────────────────────────────────────


class ASGIWire:
    """What an ASGI server makes of a request, and no more: names as they came, one message for each part."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.taken = 0

    def ask(self, asked: Asked) -> Reply:
        return asyncio.run(self.converse(asked))

    async def converse(self, asked: Asked) -> Reply:
        parts = list(asked.parts) or [b""]
        self.taken = 0
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            if not parts:
                # The peer neither sends more nor goes.
                await asyncio.Event().wait()
            part = parts.pop(0)
            if part is None:
                return {"type": "http.disconnect"}
            self.taken += len(part)
            return {"type": "http.request", "body": part, "more_body": bool(parts)}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": asked.method,
            "scheme": "https",
            "path": asked.path,
            "raw_path": asked.path.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [(name.lower().encode(), value.encode()) for name, value in asked.lines],
            "client": ("192.0.2.1", 1234),
            "server": ("mdm.example.com", 443),
        }
        await self._app(scope, receive, send)
        return _reply(sent)


def _reply(sent: list[dict[str, Any]]) -> Reply:
    if not sent:
        raise ConnectionError("the application has not answered")
    start, *rest = sent
    assert start["type"] == "http.response.start"
    assert all(message["type"] == "http.response.body" for message in rest)
    assert [bool(message.get("more_body")) for message in rest] == [True] * (len(rest) - 1) + [False]
    return Reply(
        status=start["status"],
        headers={name.decode().lower(): value.decode() for name, value in start["headers"]},
        body=b"".join(message.get("body", b"") for message in rest),
    )


Call = Callable[[Asked], Reply]
