from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pymdm
from tests.support import ROOT

CHECKED = "tests/typing/trust_types.py"


def test_mypy_tells_a_signer_from_an_identity() -> None:
    """T24: unverified evidence is of another type than a trusted identity."""
    lines = (ROOT / CHECKED).read_text(encoding="utf-8").splitlines()
    wanted = {number for number, line in enumerate(lines, start=1) if line.endswith("# wrong")}

    # A copy with a defect is judged as if nothing had been judged before.
    source = Path(pymdm.__file__ or "").parent.parent
    cache = [] if source == ROOT / "src" else [f"--cache-dir={os.devnull}"]

    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", "--follow-imports=silent", *cache, CHECKED],
        cwd=ROOT,
        env={**os.environ, "MYPYPATH": str(source)},
        capture_output=True,
        text=True,
        check=False,
    )

    found = {int(line) for line in re.findall(rf"^{re.escape(CHECKED)}:(\d+): error:", run.stdout, re.M)}
    assert wanted == found, run.stdout + run.stderr
    assert len(wanted) >= 6
