"""examples/flask_app.py: devices enroll with it, in the process and over the servers that people run."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask

from examples.flask_app import create_app
from pymdm.service.answer import unavailable
from pymdm.testing import wsgi_sender

from .examples import device, enrolls_and_answers, environment, is_told
from .running import development_server, listening

CONNECT = "application/x-apple-aspen-mdm"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    made = create_app()
    with contextlib.closing(made.extensions["mdm"]._store):
        yield made


@pytest.mark.parametrize("platform", ["macOS", "iOS"])
def test_a_device_enrolls_and_answers_in_the_process(
    app: Flask, platform: str, capsys: pytest.CaptureFixture[str]
) -> None:
    phone = device(platform=platform, send=wsgi_sender(app))

    enrolls_and_answers(phone)

    assert is_told(phone, capsys.readouterr().out)


@pytest.mark.parametrize("serve", [development_server, listening], ids=["flask run", "waitress"])
def test_a_device_enrolls_and_answers_over_http(app: Flask, serve: Any) -> None:
    with serve(app) as port:
        enrolls_and_answers(device(via=f"http://127.0.0.1:{port}"))


def test_a_user_of_a_mac_is_asked_nothing(app: Flask) -> None:
    mac = device(send=wsgi_sender(app))
    mac.enroll()
    ada = mac.user("6F5E7C31-0000-4000-8000-000000000001", short_name="ada")
    ada.enroll()
    assert [] == ada.connect()
    assert 1 == len(mac.connect())


@pytest.mark.parametrize("serve", [development_server, listening], ids=["flask run", "waitress"])
def test_bad_requests_get_the_answers_of_the_service(app: Flask, serve: Any) -> None:
    """T2, T17, T75, T77 through Flask."""
    with serve(app) as port:
        url = f"http://127.0.0.1:{port}/mdm"
        for body, headers, status in (
            (b"x", {"Content-Type": CONNECT}, 400),
            (b"x", {"Content-Type": "application/json"}, 415),
            (b"x", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
            (b"x", {"Content-Type": CONNECT, "Content-Encoding": "gzip"}, 415),
            (b"x" * 2_000_000, {"Content-Type": f"{CONNECT}-checkin"}, 413),
            (iter([b"x"]), {"Content-Type": CONNECT}, 400),
        ):
            try:
                answer = httpx.put(url, content=body, headers=headers, trust_env=False)
            except (httpx.WriteError, httpx.ReadError):
                assert 413 == status  # cut off while it was still sending
                continue
            assert (status, len(answer.content) < 40) == (answer.status_code, True)
        assert 405 == httpx.get(url, trust_env=False).status_code


def test_a_store_that_is_down_is_told_with_a_time_to_come_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F21: through Flask the header must not be lost."""
    monkeypatch.setattr(app.extensions["mdm"], "handle", lambda request: unavailable())

    answer = app.test_client().put("/mdm", data=b"x", content_type=CONNECT)

    assert (503, "60") == (answer.status_code, answer.headers["Retry-After"])
