"""``pymdm serve`` in each way in which devices may prove who they are."""

from __future__ import annotations

import base64
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from pymdm.cli.demo_stage import PushListener, ServerProcess
from pymdm.protocol import plist
from pymdm.testing import SimulatedDevice, SimulatedProxy, download_profile

CODE, TOKEN = "enrollment-code-canary-7d1f", "admin-token-canary-93ab0c"
TOPIC = "com.apple.mgmt.External.11111111-2222-3333-4444-555555555555"
SECRET = "5e0c3b7a9d1f4862b3c5d7e9f1a2b4c6"


@pytest.fixture
def pushes() -> Iterator[PushListener]:
    listener = PushListener()
    yield listener
    listener.close()


@pytest.fixture
def secret_file(tmp_path: Path) -> str:
    path = tmp_path / "proxy-secret"
    path.write_text(f"{SECRET}\n")
    return str(path)


def start(pushes: PushListener, *options: str) -> ServerProcess:
    return ServerProcess(
        url="https://mdm.example.com",
        topic=TOPIC,
        stub_apns=pushes.address,
        code=CODE,
        token=TOKEN,
        options=options,
    )


def device(server: ServerProcess, **how: Any) -> SimulatedDevice:
    profile = download_profile(f"{server.devices_url}/enroll", code=CODE)
    return SimulatedDevice.from_profile(profile, platform="macOS", via=server.devices_url, **how)


def idle(mac: SimulatedDevice, server: ServerProcess, header: str, value: str) -> int:
    return httpx.put(
        f"{server.devices_url}/mdm",
        content=plist.dumps({"Status": "Idle", "UDID": mac.machine.udid}),
        headers={"Content-Type": "application/x-apple-aspen-mdm", header: value},
    ).status_code


def test_signatures_are_the_usual_way(pushes: PushListener) -> None:
    with start(pushes) as server:
        mac = device(server)
        assert mac.settings.sign_message
        assert 200 == mac.enroll().status
        proxied = SimulatedProxy(header="X-Pymdm-Client", secret=SECRET).line(mac.identity.certificate)
        assert 400 == idle(mac, server, *proxied)


def test_a_proxy_with_a_secret_tells_who_came_by_mutual_tls(pushes: PushListener, secret_file: str) -> None:
    """T2, T7: the header counts with the secret, in its own spelling, and nothing else does."""
    with start(pushes, "--identity", "proxy", "--proxy-secret-file", secret_file) as server:
        proxy = SimulatedProxy(header="X-Pymdm-Client", secret=SECRET)
        mac = device(server, proxy=proxy)
        assert not mac.settings.sign_message
        assert 200 == mac.enroll().status
        assert [] == mac.connect()
        name, value = proxy.line(mac.identity.certificate)
        assert 200 == idle(mac, server, name, value)
        assert 400 == idle(mac, server, name, value.replace(SECRET, SECRET[::-1]))
        assert 400 == idle(mac, server, "Client-Cert", value.removeprefix(f"{SECRET}:"))
        assert SECRET not in server.log()


def test_a_header_of_the_proxys_choice_is_believed_after_the_self_test(pushes: PushListener) -> None:
    """T6, T7: from the proxy's address; waitress is seen to keep the two spellings apart."""
    options = ("--identity", "header", "--identity-header", "client-cert", "--trusted-proxy", "127.0.0.1")
    with start(pushes, *options) as server:
        proxy = SimulatedProxy(header="Client-Cert")
        mac = device(server, proxy=proxy)
        _until_tested(mac, server)
        assert 200 == mac.enroll().status
        assert [] == mac.connect()
        value = f":{base64.b64encode(mac.identity.certificate).decode()}:"
        assert 400 == idle(mac, server, "Client_Cert", value)


def test_a_header_from_elsewhere_is_nobodys(pushes: PushListener) -> None:
    """T6"""
    options = ("--identity", "header", "--trusted-proxy", "192.0.2.1")
    with start(pushes, *options) as server:
        mac = device(server, proxy=SimulatedProxy(header="Client-Cert"))
        with pytest.raises(Exception, match="400"):
            mac.enroll()


def test_bootstrap_tokens_may_be_for_mutual_tls_alone(pushes: PushListener, secret_file: str) -> None:
    """T82: who only signs, and could be a recording, gets no secret; who came by mutual TLS, too, does."""
    with start(pushes, "--proxy-secret-file", secret_file, "--mtls-for-secrets") as server:
        mac = device(server)
        mac.enroll()
        mac.set_bootstrap_token(b"a bootstrap token")
        assert mac.get_bootstrap_token() is None

        proxy = SimulatedProxy(header="X-Pymdm-Client", secret=SECRET)
        mac._link.extra_headers = (proxy.line(mac.identity.certificate),)
        assert b"a bootstrap token" == mac.get_bootstrap_token()


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (("--identity", "proxy"), "--identity proxy needs --proxy-secret-file"),
        (("--identity", "header"), "--identity header needs --trusted-proxy"),
        (("--mtls-for-secrets",), "--mtls-for-secrets needs a proxy"),
        (("--identity", "proxy", "--proxy-secret-file", "no-such-file"), "no-such-file: No such file"),
        (("--identity", "header", "--trusted-proxy", "everybody"), "expected addresses such as"),
        (
            ("--identity", "header", "--trusted-proxy", "127.0.0.1", "--identity-header", "a_b"),
            "header must be",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(options: tuple[str, ...], text: str, tmp_path: Path) -> None:
    words = ("--in-memory", "--url", "https://mdm.example.com", "--topic", TOPIC)
    done = subprocess.run(
        [sys.executable, "-m", "pymdm", "serve", *words, "--port", "0", "--admin-port", "0", *options],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
    )

    assert 1 == done.returncode
    assert text in done.stderr
    assert "Traceback" not in done.stderr


def test_a_secret_that_is_too_short_is_refused_and_not_repeated(pushes: PushListener, tmp_path: Path) -> None:
    """T65"""
    short = tmp_path / "proxy-secret"
    short.write_text("canary")
    words = ("--in-memory", "--url", "https://mdm.example.com", "--topic", TOPIC, "--identity", "proxy")
    ports = ("--port", "0", "--admin-port", "0")
    done = subprocess.run(
        [sys.executable, "-m", "pymdm", "serve", *words, "--proxy-secret-file", str(short), *ports],
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (1, True) == (done.returncode, "the proxy secret needs 32 characters" in done.stderr)
    assert "canary" not in done.stderr


def _until_tested(mac: SimulatedDevice, server: ServerProcess) -> None:
    """Ask until the self-test is over: it runs beside the first requests, and nothing is believed before."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if "header self-test" in server.log():
            return
        httpx.get(f"{server.devices_url}/enroll")
    raise AssertionError(server.log())
