"""examples/asgi_app.py and starlette_app.py: devices enroll with them, in uvicorn in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from .examples import Process, device, enrolls_and_answers, environment, is_told, uvicorn


@pytest.fixture(params=["asgi_app", "starlette_app"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Process]:
    with uvicorn(f"examples.{request.param}:create_app", environment(tmp_path)) as started:
        yield started


def test_devices_enroll_and_answer(server: Process) -> None:
    for platform in ("macOS", "iOS"):
        phone = device(platform=platform, via=f"http://127.0.0.1:{server.port}", seed=platform)
        enrolls_and_answers(phone)
        assert is_told(phone, server.line_with(phone.machine.serial_number))

    assert [] == phone.connect()


def test_what_is_no_message_gets_the_answers_of_the_service(server: Process) -> None:
    """T2, T58, T75"""
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client:
        kind = {"Content-Type": "application/x-apple-aspen-mdm"}
        assert 400 == client.put("/mdm", content=b"x", headers=kind).status_code
        assert 400 == client.put("/mdm", content=iter([b"x"]), headers=kind).status_code
        assert 415 == client.put("/mdm", json={}).status_code
        assert 405 == client.get("/mdm").status_code
        assert 404 == client.put("/other", content=b"x", headers=kind).status_code


def test_the_program_has_routes_of_its_own(tmp_path: Path) -> None:
    with uvicorn("examples.starlette_app:create_app", environment(tmp_path)) as server:
        phone = device(platform="iOS", via=f"http://127.0.0.1:{server.port}")
        enrolls_and_answers(phone)
        server.line_with(phone.machine.serial_number)

        assert "1 answered\n" == httpx.get(f"http://127.0.0.1:{server.port}/status", trust_env=False).text


def test_a_restarted_program_knows_its_devices(tmp_path: Path) -> None:
    """F17: and its key."""
    environ = environment(tmp_path)
    with uvicorn("examples.asgi_app:create_app", environ) as server:
        mac = device(via=f"http://127.0.0.1:{server.port}")
        enrolls_and_answers(mac)
    with uvicorn("examples.asgi_app:create_app", environ) as server:
        mac._link.via = f"http://127.0.0.1:{server.port}"
        assert [] == mac.connect()
