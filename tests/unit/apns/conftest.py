"""Every test that asks for an engine or a peer runs on all engines."""

from __future__ import annotations

import pytest

from pymdm.apns.connection import Engine
from tests.unit.apns.engines import ENGINES, Peer


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.param
    return found


@pytest.fixture
def peer(engine: Engine) -> Peer:
    """A connection whose peer has said that it takes 1,000 pushes at once."""
    return Peer(engine)
