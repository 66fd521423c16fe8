"""Rows in dictionaries: what a store in memory keeps, and how it takes a transaction back."""

from __future__ import annotations

import bisect
import threading
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import attrs

from pymdm.protocol import EnrollmentID, PushTarget
from pymdm.service import events as ev
from pymdm.service import queue
from pymdm.service.records import (
    ChallengeRecord,
    CommandRecord,
    CommandState,
    EnrollmentRecord,
    EnrollmentSession,
    EnrollmentState,
    IdentityRecord,
    KeptSecret,
    QueueHold,
)
from pymdm.stores import rows as limits
from pymdm.stores._steps import reach
from pymdm.stores.rows import Rows, Slot

__all__ = ["MemoryTransactions"]

R = TypeVar("R")
_MISSING: Any = object()


class MemoryTransactions:
    """One lock, one set of dictionaries; what a failed transaction wrote is put back."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._rows = _MemoryRows()

    def write(self, name: str, devices: Iterable[str], work: Callable[[Rows], R], /) -> R:
        """See `pymdm.stores.rows.Transactions`."""
        with self._lock:
            self._rows.journal.clear()
            try:
                done = work(self._rows)
                reach(f"{name}.before-commit")
            except BaseException:
                self._rows.take_back()
                raise
        reach(f"{name}.after-commit")
        return done

    def read(self, work: Callable[[Rows], R], /) -> R:
        """See `pymdm.stores.rows.Transactions`."""
        with self._lock:
            return work(self._rows)


class _MemoryRows:
    """All rows.  Every write goes through `_put`, which notes how to take it back."""

    def __init__(self) -> None:
        self.journal: list[tuple[MutableMapping[Any, Any], Any, Any]] = []
        self._slots: dict[str, Slot] = {}
        self._commands: dict[str, dict[str, CommandRecord]] = {}
        self._issued: dict[bytes, IdentityRecord] = {}
        self._sessions: dict[str, EnrollmentSession] = {}
        self._challenges: dict[bytes, ChallengeRecord] = {}
        self._pins: dict[bytes, EnrollmentID] = {}
        self._secrets: dict[tuple[str, str], KeptSecret] = {}
        self._events: dict[int, ev.Event] = {}
        self._consumers: dict[str, int] = {}
        self._counters: dict[str, Any] = {"event": 0, "sequence": 0, "hold": None}

    def _put(self, table: MutableMapping[Any, Any], key: Any, value: Any) -> None:
        self.journal.append((table, key, table.get(key, _MISSING)))
        if value is _MISSING:
            del table[key]
        else:
            table[key] = value

    def take_back(self) -> None:
        """Undo everything since the journal was emptied."""
        for table, key, before in reversed(self.journal):
            if before is _MISSING:
                table.pop(key, None)
            else:
                table[key] = before
        self.journal.clear()

    # ── enrollments ──────────────────────────────────────────────────────────────────────────────

    def slot(self, key: str, /) -> Slot | None:
        return self._slots.get(key)

    def save(self, slot: Slot, /) -> None:
        self._put(self._slots, slot.record.id.id, slot)

    def forget(self, key: str, /) -> None:
        self._put(self._slots, key, _MISSING)
        if key in self._commands:
            self._put(self._commands, key, _MISSING)

    def users(self, device_id: str, /) -> Sequence[Slot]:
        found = (slot for slot in self._slots.values() if slot.record.id.parent_id == device_id)
        return sorted(found, key=lambda slot: slot.record.id.id)

    def enrollments(self, after: str, limit: int, /) -> Sequence[EnrollmentRecord]:
        return [self._slots[key].record for key in sorted(key for key in self._slots if key > after)[:limit]]

    def quiet(
        self, at: datetime, seen_before: datetime, woken_before: datetime, limit: int, /
    ) -> Sequence[Slot]:
        return [
            slot
            for slot in self._silent(seen_before)
            if (slot.push_wanted_at is None or slot.push_wanted_at > at)
            and (slot.woken_at is None or slot.woken_at <= woken_before)
        ][:limit]

    def newly_silent(self, seen_before: datetime, limit: int, /) -> Sequence[Slot]:
        return [slot for slot in self._silent(seen_before) if slot.record.inactive_since is None][:limit]

    def _silent(self, seen_before: datetime) -> list[Slot]:
        found = [
            (slot.record.last_seen_at, slot.record.id.id, slot)
            for slot in self._slots.values()
            if slot.record.state is EnrollmentState.ENROLLED
            and slot.record.id.parent_id is None
            and slot.record.last_seen_at is not None
            and slot.record.last_seen_at <= seen_before
        ]
        return [slot for *_, slot in sorted(found, key=lambda row: row[:2])]

    def push_due(
        self,
        at: datetime,
        limit: int,
        after: tuple[datetime, str] | None,
        skip_topics: frozenset[str],
        /,
    ) -> Sequence[tuple[EnrollmentID, PushTarget, datetime]]:
        due = [
            (slot.record.id, slot.record.push, slot.push_wanted_at)
            for slot in self._slots.values()
            if slot.push_wanted_at is not None
            and slot.push_wanted_at <= at
            and (slot.push_retry_at is None or slot.push_retry_at <= at)
            and slot.record.push is not None
            and slot.record.can_be_pushed
            and not slot.token_dead
            and (after is None or (slot.push_wanted_at, slot.record.id.id) > after)
            and slot.record.push.topic not in skip_topics
        ]
        return sorted(due, key=lambda row: (row[2], row[0].id))[:limit]

    def want_pushes(self, at: datetime, /) -> None:
        for key, slot in list(self._slots.items()):
            earlier = slot.push_wanted_at is not None and slot.push_wanted_at <= at
            if slot.record.can_be_pushed and not earlier and self.pending_count(key):
                self.save(attrs.evolve(slot, push_wanted_at=at))

    # ── queue ────────────────────────────────────────────────────────────────────────────────────

    def command(self, key: str, uuid: str, /) -> CommandRecord | None:
        return self._commands.get(key, {}).get(uuid)

    def commands(self, key: str, limit: int, /, *, pending_only: bool) -> Sequence[CommandRecord]:
        chosen = self._pending(key) if pending_only else self._commands.get(key, {}).values()
        return sorted(chosen, key=lambda command: command.sequence)[:limit]

    def pending(self, key: str, /) -> Sequence[CommandRecord]:
        return sorted(self._pending(key), key=queue.ordering)

    def _pending(self, key: str) -> list[CommandRecord]:
        commands = self._commands.get(key, {}).values()
        return [command for command in commands if command.state is CommandState.PENDING]

    def pending_count(self, key: str, /) -> int:
        return len(self._pending(key))

    def waiting(self, key: str, dedupe_key: str, /) -> str | None:
        return next((c.uuid for c in self.pending(key) if c.dedupe_key == dedupe_key), None)

    def overdue(self, key: str, at: datetime, /) -> Sequence[CommandRecord]:
        return [command for command in self.pending(key) if queue.expired(command, at)]

    def next_offerable(self, key: str, session: queue.Session, at: datetime, /) -> CommandRecord | None:
        return next((c for c in self.pending(key) if queue.offerable(c, session, at)), None)

    def next_due(self, key: str, at: datetime, /) -> datetime | None:
        return queue.next_due(self._pending(key), at)

    def waits(self, key: str, at: datetime, /) -> bool:
        return queue.waits(self._pending(key), at)

    def next_sequence(self) -> int:
        self._put(self._counters, "sequence", self._counters["sequence"] + 1)
        return int(self._counters["sequence"])

    def put(self, command: CommandRecord, /) -> None:
        key = command.enrollment.id
        if key not in self._commands:
            self._put(self._commands, key, {})
        table = self._commands[key]
        self._put(table, command.uuid, command)
        if command.state is CommandState.PENDING:
            return
        finished = [c for c in table.values() if c.state is not CommandState.PENDING]
        finished.sort(key=lambda c: (c.finished_at or c.queued_at, c.sequence))
        for oldest in finished[: max(0, len(finished) - limits.MAX_FINISHED)]:
            self._put(table, oldest.uuid, _MISSING)

    def hold(self) -> QueueHold | None:
        hold: QueueHold | None = self._counters["hold"]
        return hold

    def set_hold(self, hold: QueueHold | None, /) -> None:
        self._put(self._counters, "hold", hold)

    # ── identities ───────────────────────────────────────────────────────────────────────────────

    def issued(self, fingerprint: bytes, /) -> IdentityRecord | None:
        identity = self._issued.get(fingerprint)
        return identity and attrs.evolve(identity, session=self._sessions[identity.session.id])

    def put_issued(self, identity: IdentityRecord, /) -> None:
        self._put(self._issued, identity.fingerprint, identity)

    def session(self, key: str, /) -> EnrollmentSession | None:
        return self._sessions.get(key)

    def put_session(self, session: EnrollmentSession, /) -> None:
        self._put(self._sessions, session.id, session)

    def pinned(self, fingerprint: bytes, /) -> EnrollmentID | None:
        return self._pins.get(fingerprint)

    def bind(self, fingerprint: bytes, device: EnrollmentID, /) -> None:
        self._put(self._pins, fingerprint, device)

    def challenge(self, digest: bytes, /) -> ChallengeRecord | None:
        challenge = self._challenges.get(digest)
        return challenge and attrs.evolve(challenge, session=self._sessions[challenge.session.id])

    def put_challenge(self, challenge: ChallengeRecord, /) -> None:
        self._put(self._challenges, challenge.digest, challenge)

    def expiring(self, before: datetime, after: str, limit: int, /) -> Sequence[EnrollmentRecord]:
        def ends(record: EnrollmentRecord) -> bool:
            issued = self._issued.get(record.pin) if record.pin else None
            return issued is not None and issued.not_after < before

        found = [
            slot.record
            for key, slot in self._slots.items()
            if key > after and slot.record.state is EnrollmentState.ENROLLED and ends(slot.record)
        ]
        return sorted(found, key=lambda record: record.id.id)[:limit]

    def secrets(self, kind: str, name: str | None, /) -> Sequence[KeptSecret]:
        found = (kept for kept in self._secrets.values() if kept.kind == kind and name in (None, kept.name))
        return sorted(found, key=lambda kept: kept.name)

    def put_secret(self, secret: KeptSecret, /) -> None:
        self._put(self._secrets, (secret.kind, secret.name), secret)

    def drop_secret(self, kind: str, name: str, /) -> None:
        if (kind, name) in self._secrets:
            self._put(self._secrets, (kind, name), _MISSING)

    # ── events ───────────────────────────────────────────────────────────────────────────────────

    def tell(self, kind: type[ev.Event], enrollment: EnrollmentID, at: datetime, /, **fields: Any) -> None:
        key = self.last_event() + 1
        self._put(self._counters, "event", key)
        self._put(self._events, key, kind(id=key, at=at, enrollment=enrollment, **fields))
        if len(self._events) > limits.MAX_EVENTS:
            self._put(self._events, next(iter(self._events)), _MISSING)

    def last_event(self) -> int:
        return int(self._counters["event"])

    def events(self, after: int, limit: int, /) -> Sequence[ev.Event]:
        # Ids grow in the order of insertion, so what is wanted is the tail.
        ids = list(self._events)
        return [self._events[key] for key in ids[bisect.bisect_right(ids, after) :][:limit]]

    def consumers(self) -> Mapping[str, int]:
        return self._consumers

    def put_consumer(self, name: str, reached: int, /) -> None:
        self._put(self._consumers, name, reached)

    def drop_events(self, through: int, /) -> None:
        for key in [key for key in self._events if key <= through]:
            self._put(self._events, key, _MISSING)
