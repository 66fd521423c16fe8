"""examples/commands.py: what each device of its fleet can take, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

from tests.support import ROOT


def test_it_says_what_each_device_takes_and_why_not() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "commands.py")], capture_output=True, text=True, check=False
    )

    assert (0, "") == (done.returncode, done.stderr)
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert "correct horse" not in done.stdout
    assert "office Mac: yes" in lines
    assert "kiosk iPad: no: DeviceLock.PIN does not exist on iOS" in lines
    assert "private iPhone: no: EraseDevice is not for User Enrollment" in done.stdout
    assert "old Mac: no: SetRecoveryLock needs macOS 11.5" in lines
    assert "unknown: " in done.stdout
    assert "{'request_type': 'DeviceLock', 'message': 'Please call +49 30 1234'}" == lines[-1]
    (raw,) = (n for n, line in enumerate(lines) if line.startswith("Raw("))
    assert ["yes"] * 5 == [line.rpartition(": ")[2] for line in lines[raw + 1 : raw + 6]]
