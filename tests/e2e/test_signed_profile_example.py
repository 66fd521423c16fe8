"""examples/signed_profile.py: from the profile to the device, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pymdm.enroll import open_profile, verify_profile
from tests.support import ROOT


def test_it_runs_and_leaves_what_others_can_check(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "signed_profile.py"), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    sent = (tmp_path / "sent.mobileconfig").read_bytes()

    assert (0, "") == (done.returncode, done.stderr)
    lines = done.stdout.splitlines()
    assert "by rsa-sha256" in lines[0]
    assert "the password in them: False" in lines[1]
    assert "changed: refused, the content is not what was signed" in lines
    assert "device: joins Office" in lines
    assert "next version: changed com.apple.wifi.managed com.example.wifi.office Password" == lines[-1]
    assert (tmp_path / "closed.mobileconfig").read_bytes() == verify_profile(sent).content
    assert open_profile(sent).closed
