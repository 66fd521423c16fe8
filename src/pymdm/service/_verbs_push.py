"""Verbs of wake-ups and of events: what happens beside the conversation with a device.

``pymdm.service.verbs`` is the front door.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs

from pymdm.protocol import EnrollmentID, PushTarget
from pymdm.service._values import aware

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
    """What became of one pending push.  A dead token is not pushed to until the next TokenUpdate.

    ``target`` is what was pushed to: if a TokenUpdate has come in between, the receipt says nothing
    about the new one (F32).
    """

    enrollment: EnrollmentID
    target: PushTarget = attrs.field(repr=False)
    wanted_at: datetime
    delivered: bool
    token_dead: bool = False


@attrs.frozen(kw_only=True)
class PushRound:
    """Store the receipts of the last round and get the next pending pushes, oldest first."""

    at: datetime
    receipts: tuple[PushReceipt, ...] = ()
    limit: int = 1000


@attrs.frozen(kw_only=True)
class PendingPush:
    """An enrollment that waits for a wake-up."""

    enrollment: EnrollmentID
    target: PushTarget = attrs.field(repr=False)
    wanted_at: datetime


@attrs.frozen(kw_only=True)
class Sweep:
    """Wake devices that have been quiet for ``wake_after``, and mark those silent for ``silent_after``.

    Nobody is ever unenrolled for silence.  Source: 2014 reference, "Detecting Inactive Devices".
    """

    at: datetime = attrs.field(validator=aware)
    wake_after: timedelta
    silent_after: timedelta
    limit: int = 1000


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
