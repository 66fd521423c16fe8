"""One transaction over Django's models: `pymdm.stores.rows.Rows`.

What was read stays in memory until the transaction ends, so that a row is read and opened once and only what
changed is written.  That holds because whoever writes has locked the device first.

It can be imported only where Django is set up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet

from pymdm.adapters.django import models as db
from pymdm.adapters.django._codec import (
    Vault,
    command_columns,
    command_of,
    enrollment_of,
    event_columns,
    event_of,
    push_of,
    slot_columns,
    slot_of,
)
from pymdm.adapters.django._issue_rows import IssueRows
from pymdm.crypto import SealKey
from pymdm.protocol import EnrollmentID, PushTarget
from pymdm.service import events as ev
from pymdm.service.queue import Session
from pymdm.service.records import CommandRecord, CommandState, EnrollmentRecord, EnrollmentState, QueueHold
from pymdm.stores import rows as limits
from pymdm.stores.rows import Slot

__all__ = ["DjangoRows"]

PENDING = CommandState.PENDING.value
ENROLLED = EnrollmentState.ENROLLED.value

#: The only row of its table.
STATE_ROW = 1


class DjangoRows(IssueRows):
    """The rows of one database; ``writing`` says that what is read gets locked."""

    def __init__(self, using: str, seal: SealKey, *, writing: bool) -> None:
        super().__init__(using, seal, writing=writing)
        self._enrollments = Vault("Enrollment", seal)
        self._commands = Vault("Command", seal)
        self._events = Vault("Event", seal)
        self._slots: dict[str, Slot | None] = {}
        self._known: dict[tuple[str, str], CommandRecord | None] = {}
        self._told: list[tuple[type[ev.Event], EnrollmentID, datetime, dict[str, Any]]] = []
        self._sequence: int | None = None
        self._grown: set[str] = set()

    # ── enrollments ──────────────────────────────────────────────────────────────────────────────

    def _rows(self, **conditions: Any) -> QuerySet[Any]:
        found = db.Enrollment.objects.using(self.using).filter(**conditions)
        return found.select_for_update() if self.writing else found

    def _slot(self, row: Any) -> Slot:
        if self._slots.get(row.id) is None:
            self._slots[row.id] = slot_of(row, self._enrollments)
        slot = self._slots[row.id]
        assert slot is not None
        return slot

    def lock(self, devices: Iterable[str]) -> None:
        """Read the devices for writing, in the one order in which everybody does."""
        wanted = sorted(set(devices))
        found = {row.id: row for row in self._rows(pk__in=wanted).order_by("pk")} if wanted else {}
        for key in wanted:
            self._slots[key] = slot_of(found[key], self._enrollments) if key in found else None

    def slot(self, key: str, /) -> Slot | None:
        if key not in self._slots:
            device, colon, _ = key.partition(":")
            if colon and self.writing:
                self.slot(device)
            row = self._rows(pk=key).first()
            self._slots[key] = slot_of(row, self._enrollments) if row else None
        return self._slots[key]

    def save(self, slot: Slot, /) -> None:
        key = slot.record.id.id
        before, columns = self.slot(key), slot_columns(slot)
        if before is None:
            row = db.Enrollment(id=key, **self._enrollments.shut(columns, key))
            row.save(using=self.using, force_insert=True)
        else:
            known = slot_columns(before)
            changed = {name: value for name, value in columns.items() if value != known[name]}
            if changed:
                self._rows(pk=key).update(**self._enrollments.shut(changed, key))
        self._slots[key] = slot

    def forget(self, key: str, /) -> None:
        self._keep_sequence()
        self._rows(pk=key).delete()
        self._slots[key] = None
        self._known = {place: found for place, found in self._known.items() if place[0] != key}

    def users(self, device_id: str, /) -> Sequence[Slot]:
        return [self._slot(row) for row in self._rows(parent_id=device_id).order_by("pk")]

    def enrollments(self, after: str, limit: int, /) -> Sequence[EnrollmentRecord]:
        return [self._slot(row).record for row in self._rows(pk__gt=after).order_by("pk")[:limit]]

    def quiet(
        self, at: datetime, seen_before: datetime, woken_before: datetime, limit: int, /
    ) -> Sequence[Slot]:
        unwoken = Q(woken_at__isnull=True) | Q(woken_at__lte=woken_before)
        unwished = Q(push_wanted_at__isnull=True) | Q(push_wanted_at__gt=at)
        return self._silent(seen_before, unwoken & unwished, limit)

    def newly_silent(self, seen_before: datetime, limit: int, /) -> Sequence[Slot]:
        return self._silent(seen_before, Q(inactive_since__isnull=True), limit)

    def _silent(self, seen_before: datetime, which: Q, limit: int) -> Sequence[Slot]:
        wanted = which & Q(state=ENROLLED, parent__isnull=True, last_seen_at__lte=seen_before)
        found = db.Enrollment.objects.using(self.using).filter(wanted).order_by("last_seen_at", "pk")
        keys = list(found.values_list("pk", flat=True)[:limit])
        # Locked in the order of their ids, and judged once more now that nobody else can change them.
        locked = {row.id: row for row in self._rows(pk__in=keys).filter(wanted).order_by("pk")}
        return [self._slot(locked[key]) for key in keys if key in locked]

    def push_due(
        self,
        at: datetime,
        limit: int,
        after: tuple[datetime, str] | None,
        skip_topics: frozenset[str],
        /,
    ) -> Sequence[tuple[EnrollmentID, PushTarget, datetime]]:
        due = db.Enrollment.objects.using(self.using).filter(
            Q(push_retry_at__isnull=True) | Q(push_retry_at__lte=at),
            push_wanted_at__lte=at,
            push_sealed__isnull=False,
            state=ENROLLED,
            token_dead=False,
        )
        if after is not None:
            wish, key = after
            due = due.filter(Q(push_wanted_at__gt=wish) | Q(push_wanted_at=wish, pk__gt=key))
        if skip_topics:
            # The topic of the enrollment: a TokenUpdate with another one is refused (T16).
            due = due.exclude(topic__in=sorted(skip_topics))
        return [
            (enrollment_of(row), push_of(row, self._enrollments), row.push_wanted_at)
            for row in due.order_by("push_wanted_at", "pk")[:limit]
        ]

    def want_pushes(self, at: datetime, /) -> None:
        waiting = db.Command.objects.using(self.using).filter(enrollment=OuterRef("pk"), state=PENDING)
        unwished = Q(push_wanted_at__isnull=True) | Q(push_wanted_at__gt=at)
        wanting = self._rows(state=ENROLLED, push_sealed__isnull=False).filter(unwished)
        keys = [row.pk for row in wanting.filter(Exists(waiting)).order_by("pk").only("pk")]
        self._rows(pk__in=keys).update(push_wanted_at=at)
        self._slots.clear()

    # ── queue ────────────────────────────────────────────────────────────────────────────────────

    def _queue(self, key: str, **conditions: Any) -> QuerySet[Any]:
        return db.Command.objects.using(self.using).filter(enrollment_id=key, **conditions)

    def _offered(self, key: str) -> QuerySet[Any]:
        return self._queue(key, state=PENDING).order_by("-priority", "sequence")

    def _commands_of(self, key: str, rows: Iterable[Any]) -> list[CommandRecord]:
        slot = self.slot(key)
        if slot is None:
            return []
        found = [command_of(row, slot.record.id, self._commands) for row in rows]
        self._known.update({(key, command.uuid): command for command in found})
        return found

    def command(self, key: str, uuid: str, /) -> CommandRecord | None:
        if (key, uuid) not in self._known:
            found = self._commands_of(key, self._queue(key, uuid=uuid))
            self._known[key, uuid] = found[0] if found else None
        return self._known[key, uuid]

    def commands(self, key: str, limit: int, /, *, pending_only: bool) -> Sequence[CommandRecord]:
        chosen = self._queue(key, state=PENDING) if pending_only else self._queue(key)
        return self._commands_of(key, chosen.order_by("sequence")[:limit])

    def pending(self, key: str, /) -> Sequence[CommandRecord]:
        return self._commands_of(key, self._offered(key))

    def pending_count(self, key: str, /) -> int:
        return int(self._queue(key, state=PENDING).count())

    def waiting(self, key: str, dedupe_key: str, /) -> str | None:
        found = self._offered(key).filter(dedupe_key=dedupe_key).values_list("uuid", flat=True).first()
        return None if found is None else str(found)

    def overdue(self, key: str, at: datetime, /) -> Sequence[CommandRecord]:
        return self._commands_of(key, self._offered(key).filter(expires_at__lte=at))

    def next_offerable(self, key: str, session: Session, at: datetime, /) -> CommandRecord | None:
        due = self._offered(key).filter(Q(not_before__isnull=True) | Q(not_before__lte=at))
        if session.refusing:
            untold = Q(refused_in__isnull=True) | ~Q(refused_in=session.number)
            due = due.filter(untold, never_refused=True)
        found = self._commands_of(key, due[:1])
        return found[0] if found else None

    def next_due(self, key: str, at: datetime, /) -> datetime | None:
        later = self._queue(key, state=PENDING, push=True, not_before__gt=at)
        found: datetime | None = later.aggregate(first=Min("not_before"))["first"]
        return found

    def waits(self, key: str, at: datetime, /) -> bool:
        due = Q(not_before__isnull=True) | Q(not_before__lte=at)
        return bool(self._queue(key, state=PENDING, push=True).filter(due).exists())

    def next_sequence(self) -> int:
        # Compared inside one enrollment only, whose device is locked: devices may get the same at once.
        if self._sequence is None:
            self._sequence = max(self._last_sequence(), self.state().removed_sequence)
        self._sequence += 1
        return self._sequence

    def _last_sequence(self) -> int:
        found = db.Command.objects.using(self.using).aggregate(last=Max("sequence"))["last"]
        return int(found or 0)

    def _keep_sequence(self) -> None:
        """Before commands are removed: their numbers are not given again."""
        if self._last_sequence() > self.locked_state().removed_sequence:
            self._states().update(removed_sequence=self._last_sequence())

    def put(self, command: CommandRecord, /) -> None:
        key = command.enrollment.id
        before, columns = self.command(key, command.uuid), command_columns(command)
        owner = f"{key}/{command.uuid}"
        if before is None:
            row = db.Command(**self._commands.shut(columns, owner))
            row.save(using=self.using, force_insert=True)
        else:
            known = command_columns(before)
            changed = {name: value for name, value in columns.items() if value != known[name]}
            self._queue(key, uuid=command.uuid).update(**self._commands.shut(changed, owner))
        self._known[key, command.uuid] = command
        if command.state is not CommandState.PENDING:
            self._grown.add(key)

    def _prune(self, key: str) -> None:
        finished = self._queue(key).exclude(state=PENDING)
        surplus = finished.count() - limits.MAX_FINISHED
        if surplus > 0:
            self._keep_sequence()
            oldest = finished.order_by("finished_at", "sequence").values_list("pk", flat=True)[:surplus]
            self._queue(key, pk__in=list(oldest)).delete()

    def hold(self) -> QueueHold | None:
        state = self.state()
        return QueueHold(since=state.hold_since, why=state.hold_why) if state.hold_since else None

    def set_hold(self, hold: QueueHold | None, /) -> None:
        since, why = (hold.since, hold.why) if hold else (None, "")
        self.locked_state()
        self._states().update(hold_since=since, hold_why=why)

    # ── events ───────────────────────────────────────────────────────────────────────────────────

    def tell(self, kind: type[ev.Event], enrollment: EnrollmentID, at: datetime, /, **fields: Any) -> None:
        self._told.append((kind, enrollment, at, fields))

    def finish(self) -> None:
        """What is left to do before the commit."""
        for key in sorted(self._grown):
            self._prune(key)
        self.flush()

    def flush(self) -> None:
        """Number the events and store them.

        At the end, because the numbers have to grow in the order of the commits: the row that counts them
        stays locked until then.
        """
        if not self._told:
            return
        told, self._told = self._told, []
        first = self.locked_state().event_count + 1
        events = [
            kind(id=number, at=at, enrollment=enrollment, **fields)
            for number, (kind, enrollment, at, fields) in enumerate(told, start=first)
        ]
        db.Event.objects.using(self.using).bulk_create(
            db.Event(**self._events.shut(event_columns(event), str(event.id))) for event in events
        )
        self._states().update(event_count=events[-1].id)
        if events[-1].id > limits.MAX_EVENTS:
            self.drop_events(events[-1].id - limits.MAX_EVENTS)

    def last_event(self) -> int:
        self.flush()
        return int(self.state().event_count)

    def events(self, after: int, limit: int, /) -> Sequence[ev.Event]:
        self.flush()
        found = db.Event.objects.using(self.using).filter(pk__gt=after).order_by("pk")[:limit]
        return [event_of(row, self._events) for row in found]

    def consumers(self) -> Mapping[str, int]:
        return dict(db.Consumer.objects.using(self.using).values_list("name", "reached"))

    def put_consumer(self, name: str, reached: int, /) -> None:
        db.Consumer.objects.using(self.using).update_or_create(name=name, defaults={"reached": reached})

    def drop_events(self, through: int, /) -> None:
        db.Event.objects.using(self.using).filter(pk__lte=through).delete()

    # ── the row of the whole store ───────────────────────────────────────────────────────────────

    def _states(self) -> QuerySet[Any]:
        return db.State.objects.using(self.using).filter(pk=STATE_ROW)

    def state(self) -> Any:
        """It, or one that is not stored yet."""
        return self._states().first() or db.State(pk=STATE_ROW)

    def keep_key_check(self, value: bytes) -> None:
        """Store by what the key of this database is known."""
        self._states().update(key_check=value)

    def locked_state(self) -> Any:
        """It, locked; made if it is missing."""
        found = self._states().select_for_update().first()
        if found is None:
            db.State(pk=STATE_ROW).save(using=self.using, force_insert=True)
        return found or self.state()
