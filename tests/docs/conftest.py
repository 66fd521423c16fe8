"""Pages show dozens of commands, which are run."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session", autouse=True)
def _quickly(quickly_started: None) -> None: ...
