"""Most of these tests start ``python -m pymdm``, some of them five times."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session", autouse=True)
def _quickly(quickly_started: None) -> None: ...
