"""examples/flask_app.py: devices enroll with it, in the process and over the servers that people run."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask

from examples.flask_app import create_app
from pymdm.crypto import CertificateAuthority
from pymdm.service.answer import unavailable
from pymdm.testing import EnrollmentSettings, SimulatedDevice, SimulatedIdentity, wsgi_sender

from .running import NOW, TOPIC, development_server, listening

URL = "https://mdm.example.com/mdm"
CONNECT = "application/x-apple-aspen-mdm"


@pytest.fixture(scope="module")
def authority() -> CertificateAuthority:
    return CertificateAuthority.create("Example device CA", now=NOW)


@pytest.fixture
def app(authority: CertificateAuthority, tmp_path: Path) -> Flask:
    (tmp_path / "ca.pem").write_bytes(authority.certificate_pem)
    return create_app(str(tmp_path / "ca.pem"))


def device(authority: CertificateAuthority, **options: Any) -> SimulatedDevice:
    issued = authority.issue_identity(common_name="a device", now=datetime.now(UTC))
    assert issued.key is not None
    return SimulatedDevice(
        EnrollmentSettings(server_url=URL, topic=TOPIC),
        identity=SimulatedIdentity(certificate=issued.certificate, key=issued.key),
        **options,
    )


def enrolls_and_answers(app: Flask, device: SimulatedDevice) -> None:
    assert 200 == device.enroll().status
    [step] = device.connect()
    assert ("DeviceInformation", "Acknowledged") == (step.request_type, step.status)
    [finished] = app.extensions["mdm_finished"]
    answer = finished.answer.query_responses
    assert (device.machine.serial_number, device.machine.os_version) == (
        answer.serial_number,
        answer.os_version,
    )


@pytest.mark.parametrize("platform", ["macOS", "iOS"])
def test_a_device_enrolls_and_answers_in_the_process(
    app: Flask, authority: CertificateAuthority, platform: str
) -> None:
    enrolls_and_answers(app, device(authority, platform=platform, send=wsgi_sender(app)))


@pytest.mark.parametrize("serve", [development_server, listening], ids=["flask run", "waitress"])
def test_a_device_enrolls_and_answers_over_http(
    app: Flask, authority: CertificateAuthority, serve: Any
) -> None:
    with serve(app) as port:
        enrolls_and_answers(app, device(authority, via=f"http://127.0.0.1:{port}"))


def test_a_user_of_a_mac_is_asked_nothing(app: Flask, authority: CertificateAuthority) -> None:
    mac = device(authority, send=wsgi_sender(app))
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
