"""openssl as an outside judge: it accepts what the simulated device signs, and nothing that was changed.

`make external` runs this; a missing openssl fails.
"""

from __future__ import annotations

import base64
import itertools
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pymdm.crypto.cms import APPLE_BER, APPLE_DER, Shape
from pymdm.protocol import plist
from pymdm.testing import EnrollmentSettings, SimulatedDevice, wsgi_sender

SETTINGS = EnrollmentSettings(server_url="https://mdm.example.com/mdm", topic="com.apple.mgmt.External.1")
SHAPES = {"BER": APPLE_BER, "DER": APPLE_DER}


class Recorder:
    """A server that answers as one with a single command would, and keeps what came."""

    def __init__(self) -> None:
        self.requests: list[tuple[bytes, bytes]] = []
        self._commands = iter(["ProfileList", "SecurityInfo"])

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        self.requests.append((body, base64.b64decode(environ["HTTP_MDM_SIGNATURE"], validate=True)))
        start_response("200 OK", [("Content-Type", "application/xml")])
        message = plist.loads(body)
        assert isinstance(message, dict)
        command = next(self._commands, None) if "Status" in message else None
        if command is None:
            return [b""]
        return [plist.dumps({"CommandUUID": command, "Command": {"RequestType": command}})]


def captured(key_type: Any, shape: Shape) -> list[tuple[bytes, bytes]]:
    """A life of a Mac with a user: each request's body and signature."""
    recorder = Recorder()
    device = SimulatedDevice(
        SETTINGS,
        key_type=key_type,
        shape=shape,
        send=wsgi_sender(recorder),
        seed=f"{key_type}",
        now=datetime.now(UTC),
    )
    device.enroll()
    device.connect()
    device.set_bootstrap_token()
    device.get_bootstrap_token()
    user = device.user("6F5E7C31-0000-4000-8000-000000000001", short_name="ada")
    user.enroll()
    user.connect()
    device.remove_mdm_profile()
    return recorder.requests


KINDS = list(itertools.product(("rsa", "ec"), SHAPES))


@pytest.fixture(scope="module", params=KINDS, ids=[f"{key} {shape}" for key, shape in KINDS])
def requests(request: pytest.FixtureRequest) -> list[tuple[bytes, bytes]]:
    key_type, shape = request.param
    return captured(key_type, SHAPES[shape])


@pytest.fixture(scope="module")
def openssl() -> str:
    found = shutil.which("openssl")
    if found is None:
        pytest.fail("openssl is needed: apt-get install openssl")
    return found


def verdict(openssl: str, folder: Path, body: bytes, signature: bytes) -> subprocess.CompletedProcess[bytes]:
    """What openssl says of a detached signature; whom it trusts is not the question here."""
    (folder / "body").write_bytes(body)
    (folder / "signature").write_bytes(signature)
    options = [
        "-inform",
        "DER",
        "-in",
        "signature",
        "-binary",
        "-content",
        "body",
        "-noverify",
        "-out",
        "content",
    ]
    return subprocess.run([openssl, "cms", "-verify", *options], cwd=folder, capture_output=True, check=False)


def test_openssl_accepts_every_request_of_a_device(
    openssl: str, requests: list[tuple[bytes, bytes]], tmp_path: Path
) -> None:
    assert len(requests) >= 8
    for body, signature in requests:
        judged = verdict(openssl, tmp_path, body, signature)

        assert 0 == judged.returncode, judged.stderr.decode()
        assert body == (tmp_path / "content").read_bytes()


def test_openssl_refuses_each_once_one_byte_of_the_body_has_changed(
    openssl: str, requests: list[tuple[bytes, bytes]], tmp_path: Path
) -> None:
    for number, (body, signature) in enumerate(requests):
        place = (number * 97) % len(body)
        changed = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]

        judged = verdict(openssl, tmp_path, changed, signature)

        assert 0 != judged.returncode, f"byte {place} of request {number}"


def test_the_signatures_are_detached_and_of_the_shape_that_was_asked_for(
    openssl: str, requests: list[tuple[bytes, bytes]], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    _, shape = request.node.callspec.params["requests"]
    for body, signature in requests:
        assert body not in signature
        assert (b"\x30\x80" == signature[:2]) == (shape == "BER")
        (tmp_path / "signature").write_bytes(signature)
        printed = subprocess.run(
            [openssl, "cms", "-cmsout", "-print", "-inform", "DER", "-in", "signature", "-noout"],
            cwd=tmp_path,
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        assert "eContent: <ABSENT>" in printed
        assert ("messageDigest" in printed) == (shape == "DER")
        assert ("sha1" in printed) == (shape == "BER")
