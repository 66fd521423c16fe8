"""When the server last ran."""

from __future__ import annotations

from datetime import timedelta

from pymdm.server.heartbeat import Heartbeat
from pymdm.server.kept import KeptState
from pymdm.stores import MemoryStore

from .scene import NOW


def test_the_last_beat_is_known_at_the_next_start() -> None:
    store, now = MemoryStore(), [NOW]
    heart = Heartbeat(KeptState(store, clock=lambda: now[0]))
    assert heart.last() is None

    heart.beat()
    now[0] += timedelta(minutes=10)
    heart.beat()
    now[0] += timedelta(days=3)

    assert NOW + timedelta(minutes=10) == Heartbeat(KeptState(store, clock=lambda: now[0])).last()
