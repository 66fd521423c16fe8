"""The demonstration is itself a check: it ends with ``demo: ok`` only if all that it shows is so."""

from __future__ import annotations

import subprocess
import sys


def test_the_demo_ends_well_and_shows_what_it_promises() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pymdm", "demo"], capture_output=True, text=True, timeout=240
    )
    lines = done.stdout.splitlines()
    assert (done.returncode, lines[-1]) == (0, "demo: ok"), done.stdout + done.stderr
    first_words = [line.split()[0] for line in lines[:-1]]
    assert first_words.count("enrolled") == 2
    assert first_words.count("profile") == 2
    assert first_words.count("answered") == 2
    assert {"NotNow", "retried", "duplicate", "power"} <= set(first_words)
    assert first_words.count("refused") == 2
