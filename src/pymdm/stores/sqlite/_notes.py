"""Acknowledgements of events, which ride along with the next transaction instead of having one of their own.

A service tells its events right after the request that caused them.  To note each time how far it has come
would cost a second wait for the disk.  What a crash loses of it are events that are told once more.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

from pymdm.service.verbs import EventsAfter
from pymdm.stores._scripts.reading import events_after
from pymdm.stores.rows import Rows

__all__ = ["Notes"]


class Notes:
    """How far consumers have come, as far as it is not stored yet; used by many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, int] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, consumer: str, reached: int) -> None:
        """Have it stored with the next transaction."""
        with self._lock:
            self._waiting[consumer] = max(reached, self.reached(consumer))

    def reached(self, consumer: str) -> int:
        """How far a consumer has come, if that is not stored yet; else 0."""
        return self._waiting.get(consumer, 0)

    def store(self, rows: Rows) -> Mapping[str, int]:
        """Write what waits; to be given to `stored` after the commit."""
        with self._lock:
            waiting = dict(self._waiting)
        for consumer, reached in waiting.items():
            events_after(rows, EventsAfter(consumer=consumer, acknowledged=reached, limit=0))
        return waiting

    def stored(self, written: Mapping[str, int]) -> None:
        """Forget what is on the disk now."""
        with self._lock:
            for consumer, reached in written.items():
                if self._waiting.get(consumer) == reached:
                    del self._waiting[consumer]
