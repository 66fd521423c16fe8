"""A clock that only moves when a test moves it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

__all__ = ["FakeClock"]


class FakeClock:
    """The time for a fake service and for who talks to it: ``clock()`` is now, ``advance`` lets time pass.

    ``advance`` is a ``sleep`` as well: what waits with it has waited at once.

    Args:
        start: By default the machine's time, so that a client with the machine's clock is not refused.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._now = start if start is not None else datetime.now(UTC).replace(microsecond=0)
        self._lock = threading.Lock()
        self.slept = 0.0

    def __call__(self) -> datetime:
        """The time, aware."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass; ``slept`` sums them up."""
        with self._lock:
            self._now += timedelta(seconds=seconds)
            self.slept += seconds
