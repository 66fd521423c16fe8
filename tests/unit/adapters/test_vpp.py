"""Notifications of Apps and Books over WSGI and ASGI: the same answers, and nothing too long is read."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from typing import Any

import pytest

from pymdm.adapters.vpp import asgi_notification_app, notification_app
from pymdm.errors import StorageError
from pymdm.testing import failpoints
from pymdm.testing._vpp_contract_scene import NOW, VPPScene
from pymdm.vpp.notifications import MAX_BODY
from tests.unit.vpp.notifications.test_receiver import BEARER, body, scene

Ask = Callable[..., tuple[int, dict[str, str]]]


def wsgi(made: VPPScene, data: bytes, *, path: str = "/vpp", method: str = "POST", **options: Any) -> Any:
    environ = {
        "PATH_INFO": path,
        "REQUEST_METHOD": method,
        "CONTENT_LENGTH": str(options.pop("length", len(data))),
        "HTTP_AUTHORIZATION": options.pop("bearer", f"Bearer {BEARER.reveal()}"),
        "wsgi.input": io.BytesIO(data),
    }
    found: list[Any] = []
    application = notification_app(made.store, now=lambda: NOW, **options)
    application(environ, lambda status, headers: found.append((int(status[:3]), dict(headers))))  # type: ignore[arg-type,return-value]
    return found[0]


def asgi(made: VPPScene, data: bytes, *, path: str = "/vpp", method: str = "POST", **options: Any) -> Any:
    bearer = options.pop("bearer", f"Bearer {BEARER.reveal()}")
    cut = len(data) < options.pop("length", len(data))
    scope = {
        "type": "http",
        "path": f"/mount{path}",
        "root_path": "/mount",
        "method": method,
        "headers": [(b"authorization", bearer.encode())],
    }
    events = [{"type": "http.request", "body": data[:7], "more_body": True}]
    events += [{"type": "http.disconnect"}] if cut else [{"type": "http.request", "body": data[7:]}]
    sent: list[Any] = []

    async def receive() -> Any:
        return events.pop(0)

    async def send(event: Any) -> None:
        sent.append(event)

    asyncio.run(asgi_notification_app(made.store, now=lambda: NOW, **options)(scope, receive, send))
    headers = {name.decode().title(): text.decode() for name, text in sent[0]["headers"]}
    return sent[0]["status"], headers


@pytest.fixture(params=[wsgi, asgi])
def ask(request: pytest.FixtureRequest) -> Ask:
    found: Ask = request.param
    return found


def test_what_apple_sends_is_done_and_told_once(ask: Ask) -> None:
    made, told = scene(), []
    made.accepted("A")
    for _ in range(2):
        assert ask(made, body(), told=told.append)[0] == 200
    assert (made.have, [note.notification_id for note in told]) == (["A"], ["n"])


def test_what_follows_may_fail_and_the_notification_is_done(ask: Ask, caplog: Any) -> None:
    def fail(note: object) -> None:
        raise OSError("gone")

    made = scene()
    assert ask(made, body(), told=fail)[0] == 200
    assert "what was to follow" in caplog.text
    assert BEARER.reveal() not in caplog.text


def test_everything_else_is_refused(ask: Ask) -> None:
    """T52."""
    made = scene()
    made.accepted("A")
    assert ask(made, body(), bearer="Bearer wrong")[0] == 401
    assert ask(made, body(), path="/other")[0] == 404
    assert ask(made, body(), method="PUT") == (
        405,
        {"Allow": "POST", "Cache-Control": "no-store", "Content-Length": "0"},
    )
    assert ask(made, b" " * (MAX_BODY + 1))[0] == 400
    assert ask(made, body()[:-1])[0] == 400
    assert ask(made, body()[:50], length=51)[0] == 400
    assert made.have == []


def test_when_the_store_fails_it_is_logged_and_to_be_sent_again(ask: Ask, caplog: Any) -> None:
    made = scene()
    with failpoints.armed():
        failpoints.raise_at("vpp.note.before-commit", StorageError("the disk is full"))
        assert ask(made, body())[0] == 503
    assert "the disk is full" in caplog.text
    assert ask(made, body())[0] == 200


def test_a_length_that_is_none_is_refused() -> None:
    assert wsgi(scene(), body(), length="-1")[0] == 400
    assert wsgi(scene(), body(), length=10**9)[0] == 400


def test_a_fault_of_ours_is_500_and_tells_nothing(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    made = scene()
    monkeypatch.setattr(made.store, "locations", lambda: 1 / 0)
    assert ask(made, body())[0] == 500


def test_what_is_no_request_is_not_for_this_application() -> None:
    application: Any = asgi_notification_app(scene().store)
    with pytest.raises(ValueError, match="lifespan"):
        asyncio.run(application({"type": "lifespan"}, None, None))
