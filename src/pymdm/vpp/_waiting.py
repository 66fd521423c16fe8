"""What became of a change: asked for until Apple is done.

Source: Apple's documentation of Event Status and Subscribing to Notifications.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pymdm._flow import Flow, Sleep
from pymdm.errors import EventPending
from pymdm.vpp._call import call
from pymdm.vpp.models_events import Batch, Event, EventStatus, Outcome
from pymdm.vpp.session import Session

__all__ = ["EVERY", "status", "wait"]

#: Seconds between two questions for the same event: what Apple asks for while it is PENDING.
EVERY: Final = 30.0

#: Seconds before the first question: small changes are done by then, and nobody waits half a minute for them.
_FIRST: Final = 5.0


def status(session: Session, event_id: str) -> Flow[EventStatus]:
    """How far Apple is with one batch, and which parts of it failed.

    Raises:
        VPPError: Apple refuses, for instance because it knows no such event (any more).
        TransportError: no answer came.
    """
    if not isinstance(event_id, str):
        raise TypeError("event_id: expected a text")
    if not event_id or not event_id.isprintable():
        raise ValueError("event_id: expected what Apple called the event")
    found = yield from call(session, "GET", "eventStatus", query={"eventId": event_id}, repeatable=True)
    session.check(found)
    return EventStatus.decode(found, event_id=event_id)


def wait(
    session: Session,
    event: Event | Batch | str,
    *,
    timeout: float,
    every: float = EVERY,
    progress: Callable[[Outcome], object] | None = None,
) -> Flow[Outcome]:
    """What became of a change, once Apple is done with all its batches.

    What failed for one device or user is a value of the outcome.

    Args:
        session: whose.
        event: the change, one batch of it, or what Apple calls that.
        timeout: seconds; Apple is asked once more at their end, and not beyond.
        every: seconds between two questions; Apple asks for half a minute.
        progress: called with what is known after each question, for a bar.

    Raises:
        EventPending: Apple is not done in this time; the change goes on, and may be waited for again.
        VPPError: Apple refuses to tell.
        TransportError: no answer came; the change goes on.
    """
    if not timeout >= 0 or not every > 0:  # nor NaN, with which no time is ever over
        raise ValueError("timeout, every: expected seconds")
    whole = _event(event)
    begun, waited, pause = session.now, 0.0, min(_FIRST, every, timeout)
    known: dict[str, EventStatus] = {}
    while True:
        yield Sleep(pause)
        waited += pause
        for batch in whole.batches:
            if batch.event_id not in known or not known[batch.event_id].finished:
                known[batch.event_id] = yield from status(session, batch.event_id)
        outcome = Outcome(event=whole, statuses=tuple(known[batch.event_id] for batch in whole.batches))
        if progress is not None:
            progress(outcome)
        if outcome.finished:
            return outcome
        # By the clock, and by what was slept: a clock that is put back must not make it wait for ever.
        left = timeout - max(waited, (session.now - begun).total_seconds())
        pause = min(every, left)
        if left <= 0:
            raise EventPending(
                f"expected Apple to be done within {timeout:g} seconds; {outcome.completed} of "
                f"{outcome.requested} parts are: wait again, the change goes on",
                outcome=outcome,
            )


def _event(event: Event | Batch | str) -> Event:
    if isinstance(event, str):
        event = Batch(event_id=event)
    if not isinstance(event, Batch | Event):
        raise TypeError("event: expected an Event, one Batch of it, or what Apple called that")
    return Event(batches=(event,)) if isinstance(event, Batch) else event
