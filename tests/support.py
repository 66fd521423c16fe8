"""What several test files share: finding the captured inputs that are not part of the repository."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

#: Seconds for what takes milliseconds: enough for any machine, and fewer than a push has until its deadline,
#: so that the deadline does not end what hangs.  What a planted defect makes hang is waited out.
PATIENCE = 10.0 if "PYMDM_SOURCE" in os.environ else 40.0

#: A row of docs/threats.md, or a range of them.  Numbers have one or two digits: longer ones are codes of
#: ruff, or parts of a UUID.
ROW_NUMBER = re.compile(r"\b(?P<letter>[TF])(?P<first>[1-9]\d?)(?:-(?P=letter)(?P<last>[1-9]\d?))?\b")


def rows_cited(text: str) -> set[str]:
    """The rows of docs/threats.md that a text names; of a range such as "T1-T4", all."""
    return {
        f"{match['letter']}{number}"
        for match in ROW_NUMBER.finditer(text)
        for number in range(int(match["first"]), int(match["last"] or match["first"]) + 1)
    }


def shared(path: str) -> Path:
    """A file of the captured inputs beside the checkout; skips, and says so, where there are none."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"captured input not here: {path} (they are not part of the repository)")
    return found
