"""Handing stored events to a callback: after the commit, in order, at least once.

The store keeps an event until the callback has returned from it.  A callback that raises gets the
same event again with the next delivery; after some attempts it is passed over, so that one bad event
does not silence all later ones.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from pymdm.service import verbs as vb
from pymdm.service.events import Event
from pymdm.service.store import Store

__all__ = ["MAX_ATTEMPTS", "EventDispatcher"]

# Deliveries happen with every request, so ten attempts are soon over on a busy server and spread
# over ten polls on an idle one: long enough for a hiccup, short enough not to stall for ever.
MAX_ATTEMPTS = 10

# Events told before the store is made to note it.  On a busy server that is one write for a hundred
# requests; when nobody asks for a while it is noted at once.  What was not noted is told again after a crash.
NOTE_EVERY = 100

# The name under which the store remembers how far the callback has come.
CONSUMER = "on_event"

log = logging.getLogger("pymdm.service")


class EventDispatcher:
    """Delivers events of one store to one callback; safe to be asked by many threads at once.

    One thread at a time delivers.  Others, and a callback that causes events itself, only leave a
    mark, and the delivering thread goes round again: nobody waits, and nothing is left behind.
    """

    def __init__(self, store: Store, callback: Callable[[Event], object]) -> None:
        self._store = store
        self._callback = callback
        self._lock = threading.Lock()
        self._asked = False
        self._busy = False
        self._attempts: dict[int, int] = {}
        self._reached = 0
        self._unnoted = 0

    def deliver(self) -> int:
        """Deliver what is there; gives how many events the callback has accepted in this call."""
        with self._lock:
            self._asked = True
            if self._busy:
                return 0
            self._busy = True
        accepted = 0
        try:
            while self._take_request():
                accepted += self._round()
                if not self._asked:
                    self._note()
        finally:
            with self._lock:
                self._busy = False
        return accepted

    def _take_request(self) -> bool:
        with self._lock:
            asked, self._asked = self._asked, False
            if not asked:
                self._busy = False
            return asked

    def _round(self) -> int:
        accepted = 0
        while True:
            verb = vb.EventsAfter(consumer=CONSUMER, seen=self._reached, limit=NOTE_EVERY)
            [events] = self._store.events_after([verb])
            for event in events:
                if not self._offer(event):
                    return accepted
                accepted += 1
                self._reached = event.id
                self._unnoted += 1
            if self._unnoted >= NOTE_EVERY:
                self._note()
            if len(events) < NOTE_EVERY:
                return accepted

    def _note(self) -> None:
        """Have the store remember what was told."""
        if self._unnoted:
            verb = vb.EventsAfter(consumer=CONSUMER, acknowledged=self._reached, seen=self._reached, limit=0)
            self._store.events_after([verb])
            self._unnoted = 0

    def _offer(self, event: Event) -> bool:
        """True once the event need not be offered again."""
        try:
            self._callback(event)
        except Exception:
            attempts = self._attempts.get(event.id, 0) + 1
            self._attempts[event.id] = attempts
            log.exception("event callback failed event=%s id=%s attempt=%s", _name(event), event.id, attempts)
            if attempts < MAX_ATTEMPTS:
                return False
            log.error("event passed over event=%s id=%s attempts=%s", _name(event), event.id, attempts)
        self._attempts.pop(event.id, None)
        return True


def _name(event: Event) -> str:
    return type(event).__name__
