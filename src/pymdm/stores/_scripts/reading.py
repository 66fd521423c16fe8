"""The verbs that hand things out: events to their consumers, records to whoever asks."""

from __future__ import annotations

from pymdm.service import verbs as vb
from pymdm.service.events import Event
from pymdm.stores.rows import Rows

__all__ = ["events_after", "events_for", "look_up"]


def events_after(rows: Rows, verb: vb.EventsAfter) -> tuple[Event, ...]:
    """Hand out events and remember how far the consumer has come."""
    consumers = dict(rows.consumers())
    acknowledged = min(verb.acknowledged or 0, rows.last_event())
    reached = max(consumers.get(verb.consumer, 0), acknowledged)
    if consumers.get(verb.consumer) != reached:
        before = min(consumers.values(), default=0)
        consumers[verb.consumer] = reached
        rows.put_consumer(verb.consumer, reached)
        if min(consumers.values()) > before:
            rows.drop_events(min(consumers.values()))
    return tuple(rows.events(max(reached, verb.seen), verb.limit)) if verb.limit else ()


def events_for(rows: Rows, verb: vb.EventsAfter) -> tuple[Event, ...] | None:
    """What `events_after` would answer, if that needs nothing to be written; None if it does."""
    reached = rows.consumers().get(verb.consumer)
    if reached is None or (verb.acknowledged or 0) > reached:
        return None
    return tuple(rows.events(max(reached, verb.seen), verb.limit))


def look_up(rows: Rows, query: vb.Query) -> tuple[vb.Record, ...]:
    """Read records."""
    match query:
        case vb.EnrollmentQuery():
            slot = rows.slot(query.id)
            return (slot.record,) if slot else ()
        case vb.EnrollmentsQuery():
            return tuple(rows.enrollments(query.after, query.limit))
        case vb.CommandQuery():
            return _one(rows.command(query.enrollment, query.uuid))
        case vb.QueueQuery():
            return tuple(rows.commands(query.enrollment, query.limit, pending_only=query.pending_only))
        case vb.IdentityQuery():
            return _one(rows.issued(query.fingerprint))
        case vb.ExpiringIdentitiesQuery():
            return tuple(rows.expiring(query.before, query.after, query.limit))
        case vb.ChallengeQuery():
            return _one(rows.challenge(query.digest))
        case vb.SecretQuery():
            return tuple(rows.secrets(query.kind, query.name))
    return _one(rows.hold())


def _one(record: vb.Record | None) -> tuple[vb.Record, ...]:
    return () if record is None else (record,)
