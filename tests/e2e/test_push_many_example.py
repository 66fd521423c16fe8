"""examples/push_many.py: devices from a file are woken, those that are gone are told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pymdm.protocol.push import PushTarget
from pymdm.testing.fake_apns import FakeAPNs
from tests.support import ROOT


def test_devices_from_a_file_are_woken(tmp_path: Path) -> None:
    with FakeAPNs(chaos=None, strict=False) as apns:
        certificate = apns.certificate_for()
        (tmp_path / "push.pem").write_bytes(certificate.to_pem())
        (tmp_path / "ca.pem").write_bytes(apns.ca_pem)
        tokens = [number.to_bytes(32, "big") for number in range(1, 51)]
        apns.know(*(PushTarget(topic=certificate.topic, token=each, push_magic="m") for each in tokens))
        apns.kill(tokens[0])
        host, port = apns.endpoint
        command = [sys.executable, "-W", "error", "-m", "examples.push_many", str(tmp_path / "push.pem")]
        command += ["--endpoint", f"{host}:{port}", "--ca", str(tmp_path / "ca.pem"), "--pace", "5000"]

        done = subprocess.run(
            command,
            input="token,magic\n" + "".join(f"{each.hex()},magic\n" for each in tokens),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

        assert (0, ["00000000 410 Unregistered", "1 dead token, 49 delivered"]) == (
            done.returncode,
            done.stdout.splitlines(),
        ), done.stderr
        assert 49 == apns.accepted_count
