"""Verbs of wake-ups and of events: what happens beside the conversation with a device.

``pymdm.service.verbs`` is the front door.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs

from pymdm.protocol import EnrollmentID, PushTarget
from pymdm.service._values import aware
from pymdm.service.pushing import PushFate

__all__ = [
    "EventsAfter",
    "PendingPush",
    "PushReceipt",
    "PushRound",
    "Sweep",
    "Swept",
]


@attrs.frozen(kw_only=True)
class PushReceipt:
    """What became of one pending push, and ``at`` what time that was known.

    ``target`` is what was pushed to: if a TokenUpdate has come in between, the receipt says nothing
    about the new one (F32).  ``reason`` is Apple's word where it was not accepted, ``dead_since`` since when
    Apple knows that the token is dead, and ``retry_after`` how long it asks to wait.
    """

    enrollment: EnrollmentID
    target: PushTarget = attrs.field(repr=False)
    wanted_at: datetime
    at: datetime = attrs.field(validator=aware)
    fate: PushFate
    reason: str | None = None
    dead_since: datetime | None = attrs.field(default=None, validator=aware)
    retry_after: timedelta | None = None


@attrs.frozen(kw_only=True)
class PushRound:
    """Store receipts and get the pushes that are due ``at`` a time, oldest wish first.

    ``after`` is the wish and the id of the last one that was got, so that a round gets each once.  Topics in
    ``skip_topics`` are left out, and a ``limit`` of 0 gets nothing.
    """

    at: datetime
    receipts: tuple[PushReceipt, ...] = ()
    limit: int = 1000
    after: tuple[datetime, str] | None = None
    skip_topics: frozenset[str] = frozenset()


@attrs.frozen(kw_only=True)
class PendingPush:
    """An enrollment that waits for a wake-up."""

    enrollment: EnrollmentID
    target: PushTarget = attrs.field(repr=False)
    wanted_at: datetime


@attrs.frozen(kw_only=True)
class Sweep:
    """Wake devices that have been quiet for ``wake_after``, and mark those silent for ``silent_after``.

    They are not woken all at once: ``woken`` is how many this sweep has woken before, in other batches, and
    so when the next ones have their turn.  Nobody is ever unenrolled for silence.

    Source: 2014 reference, "Detecting Inactive Devices".
    """

    at: datetime = attrs.field(validator=aware)
    wake_after: timedelta
    silent_after: timedelta
    limit: int = 1000
    woken: int = 0


@attrs.frozen(kw_only=True)
class Swept:
    """How many devices were woken and how many were found inactive; ``more`` asks for another sweep."""

    woken: int
    inactive: int
    more: bool


@attrs.frozen(kw_only=True)
class EventsAfter:
    """Note how far ``consumer`` has come and get what follows, in order.

    Events are kept until every consumer that ever asked has acknowledged them.  To acknowledge what
    has not happened yet acknowledges what has.  ``seen`` skips events without acknowledging them: a consumer
    that is busy need not make the store write for each.
    """

    consumer: str
    acknowledged: int | None = None
    seen: int = 0
    limit: int = 100
