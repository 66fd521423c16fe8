"""What several test files share: finding the captured inputs that are not part of the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def shared(path: str) -> Path:
    """A file of the captured inputs beside the checkout; skips, and says so, where there are none."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"captured input not here: {path} (they are not part of the repository)")
    return found
