"""pyright, which editors ask, knows as much of commands, payloads and declarations as mypy does."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.support import ROOT

TYPES = "tests/typing/commands_types.py"


def test_pyright_finds_the_mistakes_and_nothing_else() -> None:
    """Every line that ends in "# wrong" is an error, as it is for mypy (tests/unit/test_commands.py)."""
    lines = (ROOT / TYPES).read_text(encoding="utf-8").splitlines()
    wrong = {number for number, line in enumerate(lines) if line.endswith("# wrong")}

    run = subprocess.run(
        [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "--outputjson", TYPES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    said = json.loads(run.stdout)["generalDiagnostics"]
    found = {each["range"]["start"]["line"]: each["message"] for each in said if each["severity"] == "error"}
    assert wrong == found.keys(), found
    assert len(wrong) >= 15
