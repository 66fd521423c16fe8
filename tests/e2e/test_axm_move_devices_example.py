"""examples/axm_move_devices.py: devices change their service; those that cannot are named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pymdm.testing.fake_abm import FakeABM
from tests.support import ROOT


def test_devices_are_moved_and_those_that_are_not_are_named(tmp_path: Path) -> None:
    with FakeABM(devices=20, servers=("Old", "New"), chaos=None, polls=0, tls="own") as apple:
        for serial in apple.serials[:15]:
            apple.assign(serial, apple.servers["Old"])
        apple.assign(apple.serials[0], apple.servers["New"])
        apple.fail(apple.serials[1])
        (tmp_path / "key.pem").write_bytes(apple.account.key_file())
        (tmp_path / "ca.pem").write_bytes(apple.ca_pem)
        command = [sys.executable, "-W", "error", "-m", "examples.axm_move_devices", "New"]
        command += ["--endpoint", apple.base_url, "--ca", str(tmp_path / "ca.pem")]
        ours = {
            "PYMDM_AXM_KEY": str(tmp_path / "key.pem"),
            "PYMDM_AXM_KEY_ID": apple.account.key_id,
            "PYMDM_AXM_CLIENT_ID": apple.account.client_id,
        }

        done = subprocess.run(
            command,
            input="\n".join(apple.serials[:10]),
            cwd=ROOT,
            env={**os.environ, **ours},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

        assert (1, ["9 of 10 devices are there", apple.serials[1]]) == (
            done.returncode,
            done.stdout.splitlines(),
        ), done.stderr
        assert [apple.servers["New"]] * 8 == [apple.truth()[serial] for serial in apple.serials[2:10]]
        assert [9, 1, 1] == [len(write.devices) for write in apple.writes]
