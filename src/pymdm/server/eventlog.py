"""The last events of a server, for its admin API and its log."""

from __future__ import annotations

import itertools
import logging
import threading
from collections import deque
from typing import Any

from pymdm.server import representation as rep
from pymdm.service import Event, RequestRefused, Store
from pymdm.service.verbs import EventsAfter

__all__ = ["KEPT_EVENTS", "MAX_EVENTS", "EventLog"]

# An operator looks at what has just happened; the log has the rest.
MAX_EVENTS = 10_000

# So many of them are also there after a restart.  They stay in the store, with whatever the device said
# in them, which is why they are fewer.
KEPT_EVENTS = 1_000

# The store forgets older ones in steps: each is a write, and one a hundred events costs nothing.
STEP = 100

# The name under which the store remembers how far this log has forgotten.
CONSUMER = "event log"

log = logging.getLogger("pymdm.events")


class EventLog:
    """Remembers the last events and writes a line for each; an ``on_event`` callback.

    What a device said in its own words is not part of what is remembered or written (T84).
    """

    def __init__(self, store: Store | None = None) -> None:
        self._lock = threading.Lock()
        self._events: deque[tuple[int, dict[str, Any]]] = deque(maxlen=MAX_EVENTS)
        self._store = store
        self._since = 0
        if store is not None:
            self._recall(store)

    def __call__(self, event: Event | RequestRefused) -> None:
        """Take one event."""
        shown = rep.event(event)
        # repr writes control characters as escapes: what a device calls itself starts no line (T61).
        log.info("%s", " ".join(f"{name}={value!r}" for name, value in shown.items()))
        if isinstance(event, Event):
            self._remember(event.id, shown)
            self._forget()

    def after(self, number: int, *, limit: int) -> list[dict[str, Any]]:
        """Events with a higher number, oldest first, ``limit`` of them at most."""
        with self._lock:
            later = (shown for event_id, shown in self._events if event_id > number)
            return list(itertools.islice(later, limit))

    def _recall(self, store: Store) -> None:
        """What is still in the store from before this start."""
        [events] = store.events_after([EventsAfter(consumer=CONSUMER, limit=MAX_EVENTS)])
        for event in events:
            self._remember(event.id, rep.event(event))

    def _remember(self, event_id: int, shown: dict[str, Any]) -> None:
        with self._lock:
            # One that was recalled at the start may be told once more.
            if not self._events or event_id > self._events[-1][0]:
                self._events.append((event_id, shown))
                self._since += 1

    def _forget(self) -> None:
        with self._lock:
            if self._store is None or self._since < STEP or len(self._events) <= KEPT_EVENTS:
                return
            self._since = 0
            oldest = self._events[-KEPT_EVENTS][0]
        self._store.events_after([EventsAfter(consumer=CONSUMER, acknowledged=oldest - 1, limit=1)])
