"""examples/declarations.py: a Mac fetches what it should have, then what has changed."""

from __future__ import annotations

import subprocess
import sys

from tests.support import ROOT


def test_it_runs_and_a_change_is_all_that_is_fetched_again() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(ROOT / "examples" / "declarations.py")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "") == (done.returncode, done.stderr)
    first = [
        "mac: [('DeclarativeManagement', 'Acknowledged')]",
        "server: asked for declaration-items",
        "server: asked for declaration/activation/on-macs",
        "server: asked for declaration/configuration/passcode",
        "server: asked for declaration/configuration/reports",
        "server: asked for status",
    ]
    known = [
        "known: a Mac",
        "known: on-macs in force",
        "known: passcode in force",
        "known: reports in force",
    ]
    assert [*first, *first[:2], first[3], first[5], *known] == done.stdout.splitlines()
