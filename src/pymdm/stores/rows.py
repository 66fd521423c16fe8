"""What one transaction of a store can read and write: the interface below which a database begins.

Every verb is written once, as a script over ``Rows`` (``pymdm.stores.RowStore``).  Whoever brings a database
implements these methods and how to run a transaction, and gets a whole store; `pymdm.testing.store_contract`
tells whether it is right.  Rows decide nothing: they keep values and find them again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

import attrs

from pymdm.errors import Reason
from pymdm.protocol import EnrollmentID, PushTarget
from pymdm.service.events import Event
from pymdm.service.queue import Session
from pymdm.service.records import (
    ChallengeRecord,
    CommandRecord,
    EnrollmentRecord,
    EnrollmentSession,
    IdentityRecord,
    KeptSecret,
    QueueHold,
)

__all__ = ["MAX_EVENTS", "MAX_FINISHED", "MAX_PENDING", "MAX_USERS", "Rows", "Slot", "Transactions"]

# Finished commands kept for each enrollment; the oldest go first.  A store may keep up to a tenth more, so
# that it need not count at every result.
MAX_FINISHED = 1000

# A device that nobody can reach collects commands.  A thousand is far above any real plan for one
# device and keeps the cost of finding the next one small (T79).
MAX_PENDING = 1000

# A device names its users itself and could invent them without end.  A Mac in a teaching lab or a Shared
# iPad may see a few hundred people in a year; a thousand is more than any school has for one device.
MAX_USERS = 1000

# Events wait for their consumers.  If one never comes back, the oldest are dropped beyond this.
MAX_EVENTS = 100_000

R = TypeVar("R")


@attrs.frozen(kw_only=True)
class Slot:
    """One enrollment and the state of its queue.

    ``push_wanted_at`` is from when on it wants a wake-up; ``push_retry_at`` before when none is sent, because
    so many in a row (``push_failures``) were refused; ``token_dead`` that Apple refuses its token until the
    next TokenUpdate; ``woken_at`` when it was last woken, or will be by the last sweep.  The two ``told``
    fields space out events that a device could otherwise cause without end.
    """

    record: EnrollmentRecord
    session: Session = attrs.field(factory=Session)
    push_wanted_at: datetime | None = None
    push_retry_at: datetime | None = None
    push_failures: int = 0
    token_dead: bool = False
    woken_at: datetime | None = None
    expiry_told_at: datetime | None = None
    refusals_told: Mapping[Reason, datetime] = attrs.field(factory=dict)

    def with_record(self, **changes: Any) -> Slot:
        """The slot with a changed record."""
        return attrs.evolve(self, record=attrs.evolve(self.record, **changes))


class Rows(Protocol):
    """One transaction.  ``key`` is the text of an EnrollmentID.

    What is read for writing is locked until the transaction ends, the device before its users.
    """

    # ── enrollments ──────────────────────────────────────────────────────────────────────────────

    def slot(self, key: str, /) -> Slot | None:
        """The enrollment, locked where this transaction may write."""

    def save(self, slot: Slot, /) -> None:
        """Insert it, or store what changed."""

    def forget(self, key: str, /) -> None:
        """Remove a user's enrollment and its queue."""

    def users(self, device_id: str, /) -> Sequence[Slot]:
        """The device's users, in the order of their ids, locked."""

    def enrollments(self, after: str, limit: int, /) -> Sequence[EnrollmentRecord]:
        """Enrollments in the order of their ids."""

    def quiet(
        self, at: datetime, seen_before: datetime, woken_before: datetime, limit: int, /
    ) -> Sequence[Slot]:
        """Enrolled devices (no users) not seen since one time, not woken since the other, and wanting no push
        ``at`` this time; longest silence first."""

    def newly_silent(self, seen_before: datetime, limit: int, /) -> Sequence[Slot]:
        """Enrolled devices (no users) not seen since that time and not marked inactive."""

    def push_due(
        self,
        at: datetime,
        limit: int,
        after: tuple[datetime, str] | None,
        skip_topics: frozenset[str],
        /,
    ) -> Sequence[tuple[EnrollmentID, PushTarget, datetime]]:
        """Whom to wake: enrolled, with a live token, a wish that is due, and nothing to wait for; the oldest
        wish first, then by id.  Only what comes ``after`` a wish and its id, and of no topic to be skipped.
        """

    def want_pushes(self, at: datetime, /) -> None:
        """Wish a push for every enrolled one with pending commands and no earlier wish."""

    # ── queue ────────────────────────────────────────────────────────────────────────────────────

    def command(self, key: str, uuid: str, /) -> CommandRecord | None:
        """One command, pending or finished."""

    def commands(self, key: str, limit: int, /, *, pending_only: bool) -> Sequence[CommandRecord]:
        """Commands in the order of their sequence."""

    def pending(self, key: str, /) -> Sequence[CommandRecord]:
        """Pending commands in the order in which they are offered (`pymdm.service.queue.ordering`)."""

    def pending_count(self, key: str, /) -> int:
        """How many commands are pending."""

    def waiting(self, key: str, dedupe_key: str, /) -> str | None:
        """The UUID of the pending command with this key."""

    def overdue(self, key: str, at: datetime, /) -> Sequence[CommandRecord]:
        """Pending commands that have expired (`pymdm.service.queue.expired`)."""

    def next_offerable(self, key: str, session: Session, at: datetime, /) -> CommandRecord | None:
        """The first pending command that may be sent now (`pymdm.service.queue.offerable`)."""

    def next_due(self, key: str, at: datetime, /) -> datetime | None:
        """When the next one becomes due that is worth a wake-up (`pymdm.service.queue.next_due`)."""

    def waits(self, key: str, at: datetime, /) -> bool:
        """Whether one that may be sent now is worth a wake-up (`pymdm.service.queue.waits`)."""

    def next_sequence(self) -> int:
        """A number greater than all before."""

    def put(self, command: CommandRecord, /) -> None:
        """Insert it, or store what changed.  Of finished ones at most MAX_FINISHED are kept."""

    def hold(self) -> QueueHold | None:
        """Whether all queues are held."""

    def set_hold(self, hold: QueueHold | None, /) -> None:
        """Hold or release them."""

    # ── identities ───────────────────────────────────────────────────────────────────────────────

    def issued(self, fingerprint: bytes, /) -> IdentityRecord | None:
        """One line of the issue log, with its session as it is now."""

    def put_issued(self, identity: IdentityRecord, /) -> None:
        """Insert a line, or store its ``revoked_at``; its session is stored before."""

    def session(self, key: str, /) -> EnrollmentSession | None:
        """One session."""

    def put_session(self, session: EnrollmentSession, /) -> None:
        """Insert it, or store what changed."""

    def pinned(self, fingerprint: bytes, /) -> EnrollmentID | None:
        """The device that is, or once was, pinned to the certificate."""

    def bind(self, fingerprint: bytes, device: EnrollmentID, /) -> None:
        """Tie the certificate to the device for good."""

    def challenge(self, digest: bytes, /) -> ChallengeRecord | None:
        """One challenge, with its session as it is now, locked."""

    def put_challenge(self, challenge: ChallengeRecord, /) -> None:
        """Insert it, or store its use; its session is stored before."""

    def expiring(self, before: datetime, after: str, limit: int, /) -> Sequence[EnrollmentRecord]:
        """Enrolled devices whose pinned identity, in the issue log, ends before a time, in the order of their
        ids."""

    def secrets(self, kind: str, name: str | None, /) -> Sequence[KeptSecret]:
        """Secrets of a kind in the order of their names, or the one with the name."""

    def put_secret(self, secret: KeptSecret, /) -> None:
        """Insert or replace it."""

    def drop_secret(self, kind: str, name: str, /) -> None:
        """Remove it."""

    # ── events ───────────────────────────────────────────────────────────────────────────────────

    def tell(self, kind: type[Event], enrollment: EnrollmentID, at: datetime, /, **fields: Any) -> None:
        """Store one event under the next id.  At most MAX_EVENTS wait."""

    def last_event(self) -> int:
        """The highest id that was ever given; 0 at first."""

    def events(self, after: int, limit: int, /) -> Sequence[Event]:
        """Events in order."""

    def consumers(self) -> Mapping[str, int]:
        """How far each consumer has come."""

    def put_consumer(self, name: str, reached: int, /) -> None:
        """Store how far one has come."""

    def drop_events(self, through: int, /) -> None:
        """Remove events that every consumer has acknowledged."""


class Transactions(Protocol):
    """How a database runs transactions."""

    def write(self, name: str, devices: Iterable[str], work: Callable[[Rows], R], /) -> R:
        """Run ``work`` in one transaction that is durable when this returns; nothing is stored if it raises.

        ``name`` is the verb's, for failpoints and logs; ``devices`` are the ids of the devices that it is
        about, for stores that lock rows and must do so in one order.  Faults of the database become
        StorageError.
        """

    def read(self, work: Callable[[Rows], R], /) -> R:
        """Run ``work``, which only reads, on one consistent state."""
