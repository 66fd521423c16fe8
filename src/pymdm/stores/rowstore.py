"""The twelve verbs over any database that has rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from pymdm.service import verbs as vb
from pymdm.service.events import Event
from pymdm.stores._scripts import checkin, identities, orders, pushes, queues, reading
from pymdm.stores._scripts.identities import IdentityAnswer, IdentityVerb
from pymdm.stores.rows import Rows, Transactions

__all__ = ["RowStore"]

V = TypeVar("V")
R = TypeVar("R")


class RowStore:
    """A ``pymdm.service.Store`` over your ``Transactions``: bring the rows, get all twelve verbs.

    Every verb is one transaction over its batch, whose items are carried out in the order of their
    devices' ids where the database locks rows, and answered in the order in which they came.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def _each(
        self,
        name: str,
        batch: Sequence[V],
        one: Callable[[Rows, V], R],
        devices: Callable[[V], str | None],
    ) -> list[R]:
        if not batch:
            return []
        about = {device for device in map(devices, batch) if device is not None}
        return self._transactions.write(name, sorted(about), lambda rows: [one(rows, verb) for verb in batch])

    # ── check-in ─────────────────────────────────────────────────────────────────────────────────

    def authenticate(
        self, batch: Sequence[vb.RecordAuthenticate], /
    ) -> list[vb.Done | vb.Refused | vb.Unenroll]:
        """Pin and begin a new generation."""
        return self._each("authenticate", batch, checkin.authenticate, _sender)

    def token_update(
        self, batch: Sequence[vb.RecordTokenUpdate], /
    ) -> list[vb.Done | vb.Refused | vb.Stranger | vb.Unenroll]:
        """Store push target and tokens."""
        return self._each("token_update", batch, checkin.token_update, _sender)

    def check_out(
        self, batch: Sequence[vb.RecordCheckOut], /
    ) -> list[vb.Done | vb.Refused | vb.Stranger | vb.Unenroll]:
        """End the enrollment, or one user's."""
        return self._each("check_out", batch, checkin.check_out, _sender)

    def bootstrap_token(
        self, batch: Sequence[vb.BootstrapTokenAccess], /
    ) -> list[vb.BootstrapTokenAnswer | vb.Refused | vb.Stranger | vb.Unenroll]:
        """Store, remove or read the bootstrap token."""
        return self._each("bootstrap_token", batch, checkin.bootstrap_token, _sender)

    def recognise(
        self, batch: Sequence[vb.Recognise], /
    ) -> list[vb.Done | vb.Refused | vb.Stranger | vb.Unenroll]:
        """Check who speaks."""
        return self._each("recognise", batch, checkin.recognise, _sender)

    # ── the queue ────────────────────────────────────────────────────────────────────────────────

    def report_and_next(
        self, batch: Sequence[vb.Report | vb.UnreadableReport], /
    ) -> list[vb.Answer | vb.Refused | vb.Stranger | vb.Unenroll | vb.Unread]:
        """Store what the device reports and pick its next command."""
        return self._each("report", batch, queues.report_and_next, _reporter)

    def enqueue(self, batch: Sequence[vb.Enqueue], /) -> list[vb.Enqueued]:
        """Queue commands: all of the batch, or none if one cannot be."""
        return self._each("enqueue", batch, queues.enqueue, lambda verb: verb.enrollment.split(":")[0])

    def cancel(
        self, batch: Sequence[vb.Cancel | vb.HoldQueues | vb.ReleaseQueues | vb.OrderUnenroll], /
    ) -> list[vb.Cancelled | vb.Held | vb.Ordered]:
        """What an operator takes back: all of the batch, or nothing if one cannot be done."""
        return self._each("cancel", batch, orders.cancel, _ordered)

    def push_round(
        self, batch: Sequence[vb.PushRound | vb.Sweep], /
    ) -> list[tuple[vb.PendingPush, ...] | vb.Swept]:
        """Store receipts and hand out pending pushes, oldest first; or sweep."""
        return self._each("push_round", batch, pushes.push_round, lambda _: None)

    # ── identities, events, reading ──────────────────────────────────────────────────────────────

    def identities(self, batch: Sequence[IdentityVerb], /) -> list[IdentityAnswer]:
        """Keep the issue log: all of the batch, or none if one cannot be."""
        return self._each("identities", batch, identities.identities, lambda _: None)

    def events_after(self, batch: Sequence[vb.EventsAfter], /) -> list[tuple[Event, ...]]:
        """Hand out events and remember how far each consumer has come."""
        if all(verb.acknowledged is None for verb in batch):
            found = self._transactions.read(lambda rows: [reading.events_for(rows, verb) for verb in batch])
            known = [events for events in found if events is not None]
            if len(known) == len(batch):
                return known
        return self._each("events_after", batch, reading.events_after, lambda _: None)

    def look_up(self, batch: Sequence[vb.Query], /) -> list[tuple[vb.Record, ...]]:
        """Read records."""
        return self._transactions.read(lambda rows: [reading.look_up(rows, query) for query in batch])


_SenderVerb = (
    vb.RecordAuthenticate
    | vb.RecordTokenUpdate
    | vb.RecordCheckOut
    | vb.BootstrapTokenAccess
    | vb.Recognise
    | vb.Report
)


def _sender(verb: _SenderVerb) -> str:
    return verb.sender.enrollment.device_id


def _reporter(verb: vb.Report | vb.UnreadableReport) -> str | None:
    return verb.sender.enrollment.device_id if isinstance(verb, vb.Report) else None


def _ordered(verb: vb.Cancel | vb.HoldQueues | vb.ReleaseQueues | vb.OrderUnenroll) -> str | None:
    return verb.enrollment.split(":")[0] if isinstance(verb, vb.Cancel | vb.OrderUnenroll) else None
