"""What the demonstration runs on: it ends, and says why, when something does not work."""

from __future__ import annotations

import json
import subprocess
import threading
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pytest
import typer
from typer.testing import CliRunner

from pymdm.cli import demo, demo_stage
from pymdm.cli.demo_stage import Admin, DemoFailed, PushListener, ServerProcess

pytestmark = pytest.mark.usefixtures("quickly_started")

PUSH = "http://127.0.0.1:1"


def server(**changed: str) -> ServerProcess:
    chosen = {
        "url": "https://mdm.example.com",
        "topic": "com.apple.mgmt.x",
        "stub_apns": PUSH,
        "code": "c" * 24,
        "token": "t" * 24,
    }
    return ServerProcess(**{**chosen, **changed})


def test_a_server_that_does_not_start_says_why() -> None:
    with pytest.raises(DemoFailed, match="the server has ended; pymdm: topic must begin with"):
        server(topic="x")


def test_a_server_starts_and_ends() -> None:
    with server() as running:
        assert 401 == httpx.get(f"{running.admin_url}/v1/events", trust_env=False).status_code
    assert 0 == running._process.returncode
    with pytest.raises(DemoFailed, match="has ended"):
        running._say("state")


def test_a_process_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    running = server()
    wait = running._process.wait

    def never(timeout: float | None = None) -> int:
        if timeout is None:
            return wait()
        raise subprocess.TimeoutExpired("pymdm", timeout)

    monkeypatch.setattr(running._process, "wait", never)
    running.close()

    assert running._process.returncode is not None


def test_a_process_that_says_nothing_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    with server() as running:
        monkeypatch.setattr(demo_stage, "PATIENCE_SECONDS", 0.01)
        with pytest.raises(DemoFailed, match="said nothing"):
            running._lines.next_object()


def test_pushes_are_taken_in_order_and_missed_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    listener = PushListener()
    try:
        for token in ("01", "02"):
            httpx.post(
                f"{listener.address}/3/device/{token}",
                json={"mdm": "magic"},
                headers={"apns-topic": "com.apple.mgmt.x"},
                trust_env=False,
            )
        assert ["01", "02"] == [listener.take().token for _ in range(2)]
        monkeypatch.setattr(demo_stage, "PATIENCE_SECONDS", 0.01)
        with pytest.raises(DemoFailed, match="no push"):
            listener.take()
    finally:
        listener.close()


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def test_an_admin_api_that_answers_otherwise_ends_the_demonstration() -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("409 Conflict", [("Content-Type", "application/json")])
        return [json.dumps({"error": "full"}).encode()]

    with make_server("127.0.0.1", 0, app, handler_class=Quiet) as listening:
        thread = threading.Thread(target=listening.handle_request)
        thread.start()
        admin = Admin(f"http://127.0.0.1:{listening.server_port}", "t" * 24)
        with pytest.raises(DemoFailed, match=r'409: \{"error": "full"\}'):
            admin.get("/v1/events")
        thread.join()
    with pytest.raises(DemoFailed, match="did not answer"):
        admin.post("/v1/events", {})
    admin.close()


def test_a_failed_demonstration_says_so_last_and_ends_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def scene(stage: object) -> None:
        demo._expect("InstallProfile is", "pending", "acknowledged")

    monkeypatch.setattr(demo, "_SCENES", (scene,))
    app = typer.Typer()
    demo.register(app)

    result = CliRunner().invoke(app, [])

    assert 1 == result.exit_code
    assert (
        "demo: failed: InstallProfile is: expected acknowledged, found pending"
        == result.stdout.splitlines()[-1]
    )


def test_a_push_for_nobody_ends_the_demonstration() -> None:
    class Deaf:
        def ask(self, line: str) -> dict[str, Any]:
            return {"status": 400}

    class Pushes:
        def take(self) -> demo_stage.Push:
            return demo_stage.Push(token="01", topic="t", magic="m")

    stage = demo._Stage(stack=None, pushes=Pushes(), database=None, devices=[Deaf()])  # type: ignore[arg-type, list-item]
    with pytest.raises(DemoFailed, match="no device has"):
        stage.wake()
