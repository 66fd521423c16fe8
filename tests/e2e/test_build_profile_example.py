"""examples/build_profile.py, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pymdm.protocol import Profile
from tests.support import ROOT


def test_it_runs_and_leaves_a_good_profile(tmp_path: Path) -> None:
    file = tmp_path / "office.mobileconfig"
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "build_profile.py"), str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    name = "com.example.office-wifi"

    assert (0, "") == (done.returncode, done.stderr)
    assert [
        f"built: {name}.security.root, {name}.security.scep, {name}.wifi.managed",
        "iOS 18.0: takes it",
        "iOS 13.5: PayloadContent[2] WiFi.DisableAssociationMACRandomization needs iOS 14.0",
        "update: True",
        "read: Office, WPA3",
        "advice: app-secret at PayloadContent[0].ApiToken",
    ] == done.stdout.splitlines()
    assert () == Profile.decode(file.read_bytes()).faults()
