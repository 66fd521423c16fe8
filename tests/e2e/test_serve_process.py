"""``pymdm serve`` as a process: how it ends, how it fails, and what it never writes down."""

from __future__ import annotations

import base64
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from pymdm.cli.demo_stage import Admin, PushListener, ServerProcess
from pymdm.protocol import plist
from pymdm.testing import SimulatedDevice, StubAPNs, download_profile

CODE, TOKEN = "enrollment-code-canary-7d1f", "admin-token-canary-93ab0c"
TOPIC = "com.apple.mgmt.External.11111111-2222-3333-4444-555555555555"


@pytest.fixture
def pushes() -> Iterator[PushListener]:
    listener = PushListener()
    yield listener
    listener.close()


def start(pushes: PushListener, **options: Any) -> ServerProcess:
    return ServerProcess(
        url="https://mdm.example.com",
        topic=TOPIC,
        stub_apns=pushes.address,
        code=CODE,
        token=TOKEN,
        **options,
    )


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_seconds_and_well(pushes: PushListener, ending: signal.Signals) -> None:
    """F18: with connections of a device and of an administrator left open."""
    with start(pushes) as served, httpx.Client(trust_env=False) as client:
        page = client.get(f"{served.devices_url}/enroll")
        assert (200, False) == (page.status_code, "server" in page.headers)
        assert 401 == client.get(f"{served.admin_url}/v1/events").status_code
        served._process.send_signal(ending)

        assert 0 == served._process.wait(timeout=60)
        # It has not given up waiting for them, which it would do after half a minute, and say.
        assert "requests under way" not in served.log()
        assert "Traceback" not in served.log()


def failed(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pymdm", "serve", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **environment},
        check=False,
    )


GOOD = (
    "--url",
    "https://mdm.example.com",
    "--topic",
    TOPIC,
    "--port",
    "0",
    "--admin-port",
    "0",
    "--in-memory",
)


@pytest.mark.parametrize(
    ("arguments", "environment", "text"),
    [
        (("--url", "http://mdm.example.com"), {}, "url must be an https URL"),
        (("--url", "https://mdm.example.com:0"), {}, "url: expected a URL"),
        (("--topic", "com.example"), {}, "topic must begin with com.apple.mgmt."),
        ((), {"PYMDM_ENROLLMENT_CODE": "canary"}, "enrollment_code must have at least 24 characters"),
        ((), {"PYMDM_ADMIN_TOKEN": "canary"}, "admin_token must have at least 24 characters"),
        (("--stub-apns", "https://api.push.apple.com"), {}, "the stub for pushes must be on this machine"),
        (("--host", "192.0.2.1"), {}, "cannot listen on 192.0.2.1 port 0"),
        (("--organization", " "), {}, "organization must be printable"),
    ],
)
def test_what_cannot_work_is_one_line_and_no_success(
    arguments: tuple[str, ...], environment: dict[str, str], text: str
) -> None:
    done = failed(*GOOD, *arguments, **environment)

    assert (1, "") == (done.returncode, done.stdout)
    [line] = done.stderr.splitlines()
    assert line.startswith(f"pymdm: {text}")
    assert "canary" not in line


def test_a_port_in_use_is_one_line_and_no_success() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = failed(*GOOD, "--port", port)

    assert 1 == done.returncode
    [line] = done.stderr.splitlines()
    assert line.startswith(f"pymdm: cannot listen on 127.0.0.1 port {port}: ")


def forms(secret: bytes) -> Iterator[str]:
    """How a secret may be written down."""
    yield secret.hex()
    yield secret.hex().upper()
    yield base64.b64encode(secret).decode().rstrip("=")
    yield base64.urlsafe_b64encode(secret).decode().rstrip("=")
    yield repr(secret)[2:-1]


@pytest.mark.parametrize("way", ["scep", "pkcs12"])
def test_no_secret_is_ever_written_down(pushes: PushListener, way: str) -> None:
    """T65, T50, F49: the life of two devices, with all that goes wrong in it; then the whole log is read."""
    with start(pushes, options=("--enroll-with", way)) as served:
        secrets = _a_life(served, pushes)
        pushes.close()  # what is pushed from now on gets no answer
        _mistakes(served)
        served._process.terminate()
        served._process.wait(timeout=60)
        log = served.log()

    assert "event='Enrolled'" in log
    assert "event='RequestRefused'" in log
    assert "enrollment code refused" in log
    for name, secret in secrets.items():
        for form in forms(secret):
            assert form not in log, name
    for line in log.splitlines():
        assert line.isprintable()


def _a_life(served: ServerProcess, pushes: PushListener) -> dict[str, bytes]:
    """Enroll, push, command, bootstrap token, certificate of another device; gives every secret in it."""
    secrets = {"code": CODE.encode(), "token": TOKEN.encode(), "PIN": b"480215"}
    admin = Admin(served.admin_url, TOKEN)
    apns = StubAPNs()
    for platform in ("macOS", "iOS"):
        profile = download_profile(f"{served.devices_url}/enroll", code=CODE)
        content = plist.loads(profile)
        assert isinstance(content, dict)
        device = SimulatedDevice.from_profile(
            profile, platform=platform, via=served.devices_url, seed=platform
        )  # type: ignore[arg-type]
        assert 200 == device.enroll().status
        apns.register(device)
        place = f"/v1/enrollments/{device.enrollment.id}/commands"
        admin.post(place, {"request_type": "DeviceInformation", "keys": {"Queries": ["OSVersion"]}})
        admin.post(place, {"request_type": "New", "keys": {"PIN": "480215"}})
        push = pushes.take()
        assert push.magic == device.push_target.push_magic
        device.connect()
        told = device.ledger
        for entry in told:
            for secret in _unlock_token(entry.body):
                secrets[f"{platform} unlock token"] = secret
        secrets |= {
            f"{platform} secret of the profile": _secret_of(content),
            f"{platform} push token": device.push_target.token,
            f"{platform} push magic": device.push_target.push_magic.encode(),
        }
        if platform == "macOS":
            device.set_bootstrap_token(b"bootstrap-token-canary")
            assert b"bootstrap-token-canary" == device.get_bootstrap_token()
            secrets["bootstrap token"] = b"bootstrap-token-canary"
    admin.close()
    assert "iOS unlock token" in secrets
    return secrets


def _secret_of(content: dict[str, Any]) -> bytes:
    """The challenge in a profile, or the password beside the key in it."""
    for payload in content["PayloadContent"]:
        if "Password" in payload:
            return str(payload["Password"]).encode()
        if payload["PayloadType"] == "com.apple.security.scep":
            return str(payload["PayloadContent"]["Challenge"]).encode()
    raise AssertionError("a profile without a secret")


def _unlock_token(body: bytes | None) -> Iterator[bytes]:
    # Beside messages the ledger has what was said by SCEP.
    message = plist.loads(body) if body and body.startswith(b"<?xml") else {}
    token = message.get("UnlockToken") if isinstance(message, dict) else None
    if isinstance(token, bytes):
        yield token


def _mistakes(served: ServerProcess) -> None:
    """What goes wrong with secrets in hand: near misses of each, in every place of a request."""
    escape = "%1b[2J%0aforged"
    with httpx.Client(trust_env=False) as client:
        device, admin = served.devices_url, served.admin_url
        client.post(f"{device}/enroll", data={"code": CODE + "x"})
        client.post(f"{device}/enroll?code={CODE}", content=b"code=\xff")
        client.get(f"{admin}/v1/events", headers={"Authorization": f"Basic {TOKEN}"})
        client.get(f"{admin}/v1/enrollments/{escape}", headers={"Authorization": f"Bearer {TOKEN}"})
        client.post(
            f"{admin}/v1/enrollments/{escape}/commands",
            headers={"Authorization": f"Bearer {TOKEN}"},
            content=b'{"request_type": "DeviceLock", "keys": {"PIN": 480215}}',
        )
        client.put(
            f"{device}/mdm?{escape}",
            content=plist.dumps({"MessageType": "\n\u2028forged", "UDID": "\u202e", "PIN": "480215"}),
            headers={"Content-Type": "application/x-apple-aspen-mdm-checkin", "Mdm-Signature": CODE},
        )
        client.put(f"{device}/{escape}", content=b"x")
        # A push that nobody takes.
        key = {"Authorization": f"Bearer {TOKEN}"}
        for record in client.get(f"{admin}/v1/enrollments", headers=key).json()["enrollments"]:
            place = f"{admin}/v1/enrollments/{record['id']['id']}/commands"
            queued = client.post(place, headers=key, json={"request_type": "ProfileList"})
            assert 201 == queued.status_code
