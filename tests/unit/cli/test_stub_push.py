"""Wake-ups to a stub on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pymdm.cli.stub_push import HTTPStubPush
from pymdm.protocol import PushTarget

TARGET = PushTarget(topic="com.apple.mgmt.x", token=b"\x01" * 32, push_magic="magic")


class Stub:
    """Answers each post with the next of ``answers`` and keeps what came."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, bytes]] = []
        self.posts: list[tuple[str, str, bytes]] = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                stub.posts.append((self.path, self.headers["apns-topic"], body))
                status, text = stub.answers.pop(0)
                if not status:
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture
def stub() -> Iterator[Stub]:
    made = Stub()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("status", "text", "reason"),
    [
        (200, b"", None),
        (410, b'{"reason": "Unregistered"}', "Unregistered"),
        (500, b"<html>", None),
        (400, b"[]", None),
        (400, b"{}", None),
    ],
)
def test_the_outcome_is_what_the_stub_says(stub: Stub, status: int, text: bytes, reason: str | None) -> None:
    stub.answers.append((status, text))

    [outcome] = HTTPStubPush(stub.address).send_many([TARGET])

    assert (TARGET, status, reason) == (outcome.target, outcome.status, outcome.reason)
    [(path, topic, body)] = stub.posts
    assert (f"/3/device/{'01' * 32}", "com.apple.mgmt.x") == (path, topic)
    assert {"mdm": "magic"} == json.loads(body)


def test_one_without_an_answer_does_not_stop_the_others(stub: Stub) -> None:
    stub.answers += [(0, b""), (200, b"")]

    outcomes = list(HTTPStubPush(stub.address).send_many([TARGET, TARGET]))

    assert [(503, "no answer"), (200, None)] == [(outcome.status, outcome.reason) for outcome in outcomes]


def test_no_proxy_of_the_environment_is_asked(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    stub.answers.append((200, b""))

    assert [200] == [outcome.status for outcome in HTTPStubPush(stub.address).send_many([TARGET])]


@pytest.mark.parametrize(
    "address",
    [
        "https://api.push.apple.com",
        "http://example.com",
        "127.0.0.1:8080",
        "ftp://127.0.0.1",
        "",
        "https://localhost",
    ],
)
def test_it_posts_to_this_machine_only(address: str) -> None:
    with pytest.raises(ValueError, match=r"this machine: http://127\.0\.0\.1"):
        HTTPStubPush(address)
