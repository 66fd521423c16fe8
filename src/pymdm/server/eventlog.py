"""The last events of a server, for its admin API and its log."""

from __future__ import annotations

import itertools
import logging
import threading
from collections import deque
from typing import Any

from pymdm.server import representation as rep
from pymdm.service import Event, RequestRefused

__all__ = ["MAX_EVENTS", "EventLog"]

# An operator looks at what has just happened; the lasting record is the store's.
MAX_EVENTS = 10_000

log = logging.getLogger("pymdm.events")


class EventLog:
    """Remembers the last events and writes a line for each; an ``on_event`` callback."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: deque[tuple[int, dict[str, Any]]] = deque(maxlen=MAX_EVENTS)

    def __call__(self, event: Event | RequestRefused) -> None:
        """Take one event."""
        shown = rep.event(event)
        # repr writes control characters as escapes: what a device calls itself starts no line (T61).
        log.info("%s", " ".join(f"{name}={value!r}" for name, value in shown.items()))
        if isinstance(event, Event):
            with self._lock:
                self._events.append((event.id, shown))

    def after(self, number: int, *, limit: int) -> list[dict[str, Any]]:
        """Events with a higher number, oldest first, ``limit`` of them at most."""
        with self._lock:
            later = (shown for event_id, shown in self._events if event_id > number)
            return list(itertools.islice(later, limit))
