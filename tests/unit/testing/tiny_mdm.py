"""A server of thirty lines that a simulated device can be tried against, and what tests need around it.

It shares no code with pymdm's own service: commands leave in order, an answer with a final status ends
its command, after NotNow the command waits for the next session.
"""

from __future__ import annotations

import contextlib
import plistlib
import threading
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from pymdm.testing import EnrollmentSettings, SimulatedDevice, wsgi_sender

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Iterator

TOPIC = "com.apple.mgmt.External.0c4c7a9e-0000-4000-8000-00000000000a"
SETTINGS = EnrollmentSettings(
    sign_message=False,
    server_url="https://mdm.example.com/mdm?site=hq",
    check_in_url="https://mdm.example.com/checkin",
    topic=TOPIC,
)
FINAL = {"Acknowledged", "Error", "CommandFormatError"}


class Request:
    """One request as it arrived."""

    def __init__(self, environ: dict[str, Any]) -> None:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        self.body: bytes = environ["wsgi.input"].read(length)
        self.path: str = environ["PATH_INFO"]
        self.query: str = environ["QUERY_STRING"]
        self.content_type: str = environ["CONTENT_TYPE"]
        self.headers = {
            key[5:].replace("_", "-").lower(): value
            for key, value in environ.items()
            if key.startswith("HTTP_")
        }
        self.message: dict[str, Any] = plistlib.loads(self.body)

    @property
    def what(self) -> str:
        found: str = self.message.get("MessageType") or self.message["Status"]
        return found


class TinyMDM:
    """The WSGI app.  ``answers`` maps a MessageType or Status to a reply that replaces the usual one."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.queue: list[tuple[str, dict[str, Any]]] = []
        self.results: list[tuple[str, str]] = []
        self.answers: dict[str, Callable[[Request], tuple[int, str, bytes]]] = {}
        self._later: set[str] = set()

    def enqueue(self, uuid: str, request_type: str, **keys: object) -> None:
        self.queue.append((uuid, {"RequestType": request_type, **keys}))

    def answer(self, what: str, status: int, body: bytes = b"", content_type: str = "text/plain") -> None:
        self.answers[what] = lambda _request: (status, content_type, body)

    @property
    def seen(self) -> list[str]:
        return [request.what for request in self.requests]

    def last(self, what: str) -> Request:
        return [request for request in self.requests if request.what == what][-1]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        self.requests.append(request)
        custom = self.answers.get(request.what)
        status, content_type, body = (
            custom(request) if custom else (200, "application/xml", self._reply(request))
        )
        headers = [("Content-Length", str(len(body)))] + ([("Content-Type", content_type)] if body else [])
        start_response(f"{status} Whatever", headers)
        return [body]

    def _reply(self, request: Request) -> bytes:
        if "MessageType" in request.message:
            return b""
        status = request.message["Status"]
        uuid = request.message.get("CommandUUID", "")
        if status == "Idle":
            self._later.clear()
        elif status == "NotNow":
            self._later.add(uuid)
        elif status in FINAL:
            self.results.append((uuid, status))
            self.queue = [item for item in self.queue if item[0] != uuid]
        following = next((item for item in self.queue if item[0] not in self._later), None)
        if following is None:
            return b""
        return plistlib.dumps({"CommandUUID": following[0], "Command": following[1]})


def make(server: TinyMDM, settings: EnrollmentSettings = SETTINGS, **options: Any) -> SimulatedDevice:
    """A device on this server, not enrolled yet, with an EC key because that is quick to make."""
    return SimulatedDevice(settings, send=wsgi_sender(server), **({"key_type": "ec", "seed": 7} | options))


def enrolled(server: TinyMDM, settings: EnrollmentSettings = SETTINGS, **options: Any) -> SimulatedDevice:
    device = make(server, settings, **options)
    assert device.enroll().status == 200
    return device


def configuration(identifier: str = "com.example.wifi", **keys: object) -> bytes:
    profile = {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": identifier,
        "PayloadUUID": f"uuid-of-{identifier}",
        "PayloadDisplayName": "Wi-Fi",
        "PayloadContent": [
            {"PayloadType": "com.apple.wifi.managed", "PayloadUUID": f"inner-of-{identifier}"}
        ],
    }
    return plistlib.dumps({key: value for key, value in (profile | keys).items() if value is not None})


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class named it
        pass


@contextlib.contextmanager
def listening(app: Any, *, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """The app on a free port of the loopback interface; yields the port."""
    server = WSGIServer(("127.0.0.1", 0), _Quiet)
    server.set_app(app)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
