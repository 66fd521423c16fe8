from __future__ import annotations

import re
import subprocess
import sys

from tests.support import ROOT

CHECKED = "tests/typing/trust_types.py"


def test_mypy_tells_a_signer_from_an_identity() -> None:
    """T24: unverified evidence is of another type than a trusted identity."""
    lines = (ROOT / CHECKED).read_text(encoding="utf-8").splitlines()
    wanted = {number for number, line in enumerate(lines, start=1) if line.endswith("# wrong")}

    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", "--follow-imports=silent", CHECKED],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    found = {int(line) for line in re.findall(rf"^{re.escape(CHECKED)}:(\d+): error:", run.stdout, re.M)}
    assert wanted == found, run.stdout + run.stderr
    assert len(wanted) >= 6
