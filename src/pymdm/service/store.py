"""The interface of a store: twelve methods, each one transaction over a batch of verbs.

Its meaning is ``pymdm.testing.store_contract``, which every store has to pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pymdm.service.events import Event
from pymdm.service.records import ChallengeRecord, IdentityRecord, KeptSecret
from pymdm.service.verbs import (
    Answer,
    BootstrapTokenAccess,
    BootstrapTokenAnswer,
    Cancel,
    Cancelled,
    Done,
    Enqueue,
    Enqueued,
    EventsAfter,
    Held,
    HoldQueues,
    Issued,
    IssueIdentity,
    KeepSecret,
    OpenSession,
    Ordered,
    OrderUnenroll,
    PendingPush,
    PushRound,
    Query,
    Recognise,
    Record,
    RecordAuthenticate,
    RecordCheckOut,
    RecordTokenUpdate,
    RedeemChallenge,
    Refused,
    ReleaseQueues,
    RenewIdentity,
    Report,
    RevokeIdentity,
    Stranger,
    Sweep,
    Swept,
    Unenroll,
    Unread,
    UnreadableReport,
)

__all__ = ["Store"]


class Store(Protocol):
    """What the service needs of a database: twelve verbs, each one transaction over its batch.

    Every method answers the items in the order in which they came.  Faults of the database raise
    ``StorageError``, and then nothing of the batch is stored; what the *items* got wrong is their
    answer.  Stores may be called from many threads.
    """

    def authenticate(self, batch: Sequence[RecordAuthenticate], /) -> list[Done | Refused | Unenroll]:
        """Pin and begin a new generation."""

    def token_update(
        self, batch: Sequence[RecordTokenUpdate], /
    ) -> list[Done | Refused | Stranger | Unenroll]:
        """Store push target and tokens; the first one of a generation enrolls."""

    def check_out(self, batch: Sequence[RecordCheckOut], /) -> list[Done | Refused | Stranger | Unenroll]:
        """End the enrollment (or one user's); repeating it is accepted."""

    def bootstrap_token(
        self, batch: Sequence[BootstrapTokenAccess], /
    ) -> list[BootstrapTokenAnswer | Refused | Stranger | Unenroll]:
        """Store, remove or read the device's bootstrap token; each read is an audit event."""

    def recognise(self, batch: Sequence[Recognise], /) -> list[Done | Refused | Stranger | Unenroll]:
        """Check the pin and, for users, the AuthToken."""

    def report_and_next(
        self, batch: Sequence[Report | UnreadableReport], /
    ) -> list[Answer | Refused | Stranger | Unenroll | Unread]:
        """Store what the device reports and pick its next command: the hot path."""

    def enqueue(self, batch: Sequence[Enqueue], /) -> list[Enqueued]:
        """Queue commands.  Raises NotFound for an unknown and Conflict for an ended enrollment, a full
        queue, or a UUID that is taken by another command; nothing of the batch is queued then.
        """

    def cancel(
        self, batch: Sequence[Cancel | HoldQueues | ReleaseQueues | OrderUnenroll], /
    ) -> list[Cancelled | Held | Ordered]:
        """What an operator takes back: commands, the release of all queues, or the management of a device.

        Raises NotFound for an unknown enrollment, Conflict where a user or an ended enrollment is to be
        unenrolled; nothing of the batch is done then.
        """

    def push_round(self, batch: Sequence[PushRound | Sweep], /) -> list[tuple[PendingPush, ...] | Swept]:
        """Store push receipts and hand out pending pushes; find devices that have gone quiet."""

    def identities(
        self,
        batch: Sequence[
            IssueIdentity | RevokeIdentity | OpenSession | RedeemChallenge | RenewIdentity | KeepSecret
        ],
        /,
    ) -> list[IdentityRecord | ChallengeRecord | Issued | Refused | KeptSecret | None]:
        """Keep the issue log, challenges and the server's own secrets; nothing of a batch that raises.

        Raises Conflict for a certificate already issued to another session and for a challenge that is
        known, NotFound when a certificate is revoked that was never issued.
        """

    def events_after(self, batch: Sequence[EventsAfter], /) -> list[tuple[Event, ...]]:
        """Hand out events and remember how far each consumer has come."""

    def look_up(self, batch: Sequence[Query], /) -> list[tuple[Record, ...]]:
        """Read records; an unknown one is an empty tuple."""
