"""A store in memory: complete, thread-safe and gone with the process.

For tests, demonstrations and as the reference that other stores are compared with.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

import attrs

from pymdm.errors import Conflict, NotFound, Reason, StorageError
from pymdm.protocol import Channel, EnrollmentID
from pymdm.service import events as ev
from pymdm.service import lifecycle, queue
from pymdm.service import verbs as vb
from pymdm.service.records import (
    CommandRecord,
    CommandState,
    EnrollmentRecord,
    EnrollmentState,
    IdentityRecord,
)

__all__ = ["MAX_FINISHED", "MAX_PENDING", "MemoryStore"]

# A device that nobody can reach collects commands.  A thousand is far above any real plan for one
# device and keeps the cost of finding the next one small (T79).
MAX_PENDING = 1000

# Finished commands kept for each enrollment; the oldest go first.
MAX_FINISHED = 1000

# Somebody with a genuine identity can repeat a refused message for ever; one event a minute and
# enrollment tells as much.
REFUSAL_EVENT_INTERVAL = timedelta(minutes=1)

# Events wait for their consumers.  If one never comes back, the oldest are dropped beyond this.
MAX_EVENTS = 100_000

V = TypeVar("V")
R = TypeVar("R")


class _Slot:
    """Everything about one enrollment."""

    def __init__(self, record: EnrollmentRecord) -> None:
        self.record = record
        self.session = queue.Session()
        self.pending: list[CommandRecord] = []
        self.finished: dict[str, CommandRecord] = {}
        self.push_wanted_at: datetime | None = None
        self.token_dead = False
        self.refusal_told_at: datetime | None = None

    def find(self, uuid: str) -> CommandRecord | None:
        for command in self.pending:
            if command.uuid == uuid:
                return command
        return self.finished.get(uuid)

    def put(self, command: CommandRecord) -> None:
        """Store a changed command where its state says it belongs."""
        self.pending = [other for other in self.pending if other.uuid != command.uuid]
        if command.state is CommandState.PENDING:
            self.pending.append(command)
            self.pending.sort(key=queue.ordering)
            return
        self.finished[command.uuid] = command
        while len(self.finished) > MAX_FINISHED:
            del self.finished[next(iter(self.finished))]

    def close(self, uuids: Sequence[str], state: CommandState, at: datetime) -> tuple[str, ...]:
        """End pending commands without a result; answers those that were pending."""
        chosen = [command for command in self.pending if command.uuid in set(uuids)]
        for command in chosen:
            self.put(attrs.evolve(command, state=state, finished_at=at))
        return tuple(command.uuid for command in chosen)


class MemoryStore:
    """All twelve verbs over dictionaries, under one lock."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._slots: dict[str, _Slot] = {}
        self._pins: dict[bytes, EnrollmentID] = {}
        self._issued: dict[bytes, IdentityRecord] = {}
        self._events: list[ev.Event] = []
        self._event_count = 0
        self._sequence = 0
        self._consumers: dict[str, int] = {}

    # ── check-in ─────────────────────────────────────────────────────────────────────────────────

    def authenticate(self, batch: Sequence[vb.RecordAuthenticate]) -> list[vb.Done | vb.Refused]:
        """Pin and begin a new generation."""
        return self._each(batch, self._authenticate)

    def _authenticate(self, verb: vb.RecordAuthenticate) -> vb.Done | vb.Refused:
        sender = verb.sender
        slot = self._slots.get(sender.enrollment.id)
        adopted = lifecycle.authenticate(verb, slot.record if slot else None, self._history(sender))
        if isinstance(adopted, vb.Refused):
            return self._refused(sender, adopted)
        self._clear(sender, drop_users=not adopted.secrets_kept)
        if slot is None:
            slot = self._slots[sender.enrollment.id] = _Slot(adopted.record)
        slot.record = adopted.record
        slot.push_wanted_at = None
        self._bind(sender)
        self._tell(
            ev.Authenticated,
            sender,
            generation=adopted.record.generation,
            took_over=adopted.took_over,
        )
        return vb.Done(enrollment=slot.record)

    def token_update(self, batch: Sequence[vb.RecordTokenUpdate]) -> list[vb.Done | vb.Refused | vb.Stranger]:
        """Store push target and tokens."""
        return self._each(batch, self._token_update)

    def _token_update(self, verb: vb.RecordTokenUpdate) -> vb.Done | vb.Refused | vb.Stranger:
        sender = verb.sender
        device = self._check(sender)
        if not isinstance(device, _Slot):
            return device
        slot = self._slots.get(sender.enrollment.id)
        record = lifecycle.token_update(verb, slot.record if slot else None, device.record)
        if isinstance(record, vb.Refused):
            return self._refused(sender, record)
        if slot is None:
            slot = self._slots[sender.enrollment.id] = _Slot(record)
        slot.record = record
        slot.token_dead = False
        if record.token_updates == 1:
            self._tell(ev.Enrolled, sender, generation=record.generation)
        else:
            self._tell(ev.TokenUpdated, sender)
        return vb.Done(enrollment=record)

    def check_out(self, batch: Sequence[vb.RecordCheckOut]) -> list[vb.Done | vb.Refused | vb.Stranger]:
        """End the enrollment, or one user's."""
        return self._each(batch, self._check_out)

    def _check_out(self, verb: vb.RecordCheckOut) -> vb.Done | vb.Refused | vb.Stranger:
        sender = verb.sender
        known = self._slots.get(sender.enrollment.device_id)
        if known is not None and known.record.state is EnrollmentState.CHECKED_OUT:
            again = lifecycle.check_sender(sender, known.record, self._history(sender))
            if isinstance(again, vb.Stranger):
                return vb.Done(enrollment=known.record)
        device = self._check(sender)
        if not isinstance(device, _Slot):
            return device
        slot = self._slots.get(sender.enrollment.id, device)
        for member in [slot] if slot is not device else self._family(sender.enrollment.device_id):
            member.record = attrs.evolve(
                member.record,
                state=EnrollmentState.CHECKED_OUT,
                push=None,
                checked_out_at=sender.at,
            )
            member.push_wanted_at = None
        self._tell(ev.CheckedOut, sender)
        return vb.Done(enrollment=slot.record)

    def bootstrap_token(
        self, batch: Sequence[vb.BootstrapTokenAccess]
    ) -> list[vb.BootstrapTokenAnswer | vb.Refused | vb.Stranger]:
        """Store, remove or read the bootstrap token."""
        return self._each(batch, self._bootstrap_token)

    def _bootstrap_token(
        self, verb: vb.BootstrapTokenAccess
    ) -> vb.BootstrapTokenAnswer | vb.Refused | vb.Stranger:
        device = self._check(verb.sender)
        if not isinstance(device, _Slot):
            return device
        if verb.store:
            device.record = attrs.evolve(device.record, bootstrap_token=verb.token)
            self._tell(ev.BootstrapTokenStored, verb.sender, removed=verb.token is None)
        elif device.record.bootstrap_token is not None:
            self._tell(ev.BootstrapTokenRead, verb.sender, source=verb.sender.source)
        return vb.BootstrapTokenAnswer(token=device.record.bootstrap_token)

    def recognise(self, batch: Sequence[vb.Recognise]) -> list[vb.Done | vb.Refused | vb.Stranger]:
        """Check who speaks."""
        return self._each(batch, self._recognise)

    def _recognise(self, verb: vb.Recognise) -> vb.Done | vb.Refused | vb.Stranger:
        sender = verb.sender
        device = self._check(sender, token_exempt=verb.token_exempt)
        if not isinstance(device, _Slot):
            return device
        if verb.user_auth is None or sender.enrollment.channel is Channel.DEVICE:
            return vb.Done(enrollment=self._slots.get(sender.enrollment.id, device).record)
        user = self._slots.get(sender.enrollment.id)
        if user is None:
            fresh = EnrollmentRecord(id=sender.enrollment, generation=device.record.generation)
            user = self._slots[sender.enrollment.id] = _Slot(fresh)
        issued = verb.user_auth.token_hash if isinstance(verb.user_auth, vb.TokenIssued) else None
        user.record = attrs.evolve(
            user.record, auth_required=True, auth_token_hash=issued or user.record.auth_token_hash
        )
        return vb.Done(enrollment=user.record)

    # ── queue ────────────────────────────────────────────────────────────────────────────────────

    def report_and_next(self, batch: Sequence[vb.Report]) -> list[vb.Answer | vb.Refused | vb.Stranger]:
        """Store what the device reports and pick its next command."""
        return self._each(batch, self._report)

    def _report(self, report: vb.Report) -> vb.Answer | vb.Refused | vb.Stranger:
        sender = report.sender
        device = self._check(sender)
        if not isinstance(device, _Slot):
            return device
        slot = self._slots.get(sender.enrollment.id)
        if slot is None:
            # A user that has not sent its TokenUpdate yet: known to nobody, so nothing is queued.
            return vb.Answer()
        slot.session = slot.session.after(report.status)
        if report.command_uuid is not None:
            self._finish(slot, report, report.command_uuid)
        following = self._next(slot, sender)
        if following is None:
            return vb.Answer()
        slot.put(queue.sent(following, sender.at))
        return vb.Answer(next=vb.NextCommand(uuid=following.uuid, body=following.body))

    def _finish(self, slot: _Slot, report: vb.Report, uuid: str) -> None:
        command = slot.find(uuid)
        changed = queue.after_report(command, report, slot.session) if command else None
        if changed is None:
            self._tell(ev.ResultIgnored, report.sender, command_uuid=uuid)
            return
        slot.put(changed)
        if changed.state is not CommandState.PENDING:
            self._tell(
                ev.CommandFinished,
                report.sender,
                command_uuid=uuid,
                request_type=changed.request_type,
                raw=report.raw,
            )

    def _next(self, slot: _Slot, sender: vb.Sender) -> CommandRecord | None:
        late = [command.uuid for command in slot.pending if queue.expired(command, sender.at)]
        if late:
            closed = slot.close(late, CommandState.EXPIRED, sender.at)
            self._tell(ev.CommandsCleared, sender, command_uuids=closed, why="expired")
        for command in slot.pending:
            if queue.offerable(command, slot.session, sender.at):
                return command
        # Nothing to send now: wake the device again only for what becomes due later.
        slot.push_wanted_at = min(
            (c.not_before for c in slot.pending if c.not_before and c.not_before > sender.at), default=None
        )
        return None

    def enqueue(self, batch: Sequence[vb.Enqueue]) -> list[vb.Enqueued]:
        """Queue commands: all of the batch, or none if one cannot be."""
        with self._lock:
            undo: list[tuple[_Slot, list[CommandRecord], datetime | None]] = []
            try:
                return [self._enqueue(verb, undo) for verb in batch]
            except StorageError:
                for slot, pending, push_wanted_at in reversed(undo):
                    slot.pending, slot.push_wanted_at = pending, push_wanted_at
                raise

    def _place(self, verb: vb.Enqueue) -> tuple[_Slot, str | None]:
        """The queue for a command, and the UUID under which it already waits there."""
        slot = self._slots.get(verb.enrollment)
        if slot is None:
            raise NotFound("no enrollment with this id")
        if slot.record.state is EnrollmentState.CHECKED_OUT:
            raise Conflict("the enrollment has ended: the device has checked out")
        known = slot.find(verb.uuid)
        if known is not None and known.body != verb.body:
            raise Conflict("another command of this enrollment has the same CommandUUID")
        if known is not None:
            return slot, known.uuid
        for waiting in slot.pending:
            if verb.dedupe_key is not None and waiting.dedupe_key == verb.dedupe_key:
                return slot, waiting.uuid
        if len(slot.pending) >= MAX_PENDING:
            raise Conflict(f"the queue of this enrollment is full: {MAX_PENDING} commands wait")
        return slot, None

    def _enqueue(
        self, verb: vb.Enqueue, undo: list[tuple[_Slot, list[CommandRecord], datetime | None]]
    ) -> vb.Enqueued:
        slot, already = self._place(verb)
        if already is not None:
            return vb.Enqueued(uuid=already, fresh=False)
        undo.append((slot, list(slot.pending), slot.push_wanted_at))
        self._sequence += 1
        slot.put(
            queue.new_command(
                verb,
                enrollment=slot.record.id,
                generation=slot.record.generation,
                sequence=self._sequence,
            )
        )
        if verb.push:
            due = queue.due_at(verb.not_before, verb.at)
            slot.push_wanted_at = min(slot.push_wanted_at or due, due)
        return vb.Enqueued(uuid=verb.uuid, fresh=True)

    def cancel(self, batch: Sequence[vb.Cancel]) -> list[vb.Cancelled]:
        """Take pending commands back."""
        with self._lock:
            if any(verb.enrollment not in self._slots for verb in batch):
                raise NotFound("no enrollment with this id")
            return [self._cancel(verb) for verb in batch]

    def _cancel(self, verb: vb.Cancel) -> vb.Cancelled:
        slot = self._slots[verb.enrollment]
        uuids = verb.uuids if verb.uuids is not None else tuple(c.uuid for c in slot.pending)
        return vb.Cancelled(uuids=slot.close(uuids, CommandState.CANCELLED, verb.at))

    # ── pushes, identities, events, reading ──────────────────────────────────────────────────────

    def push_round(self, batch: Sequence[vb.PushRound]) -> list[tuple[vb.PendingPush, ...]]:
        """Store receipts and hand out pending pushes, oldest first."""
        return self._each(batch, self._push_round)

    def _push_round(self, verb: vb.PushRound) -> tuple[vb.PendingPush, ...]:
        for receipt in verb.receipts:
            slot = self._slots.get(receipt.enrollment.id)
            if slot is not None:
                slot.token_dead = slot.token_dead or receipt.token_dead
                if receipt.delivered and slot.push_wanted_at == receipt.wanted_at:
                    slot.push_wanted_at = None
        waiting = [
            vb.PendingPush(enrollment=slot.record.id, target=slot.record.push, wanted_at=slot.push_wanted_at)
            for slot in self._slots.values()
            if slot.push_wanted_at is not None
            and slot.push_wanted_at <= verb.at
            and slot.record.push is not None
            and slot.record.can_be_pushed
            and not slot.token_dead
        ]
        waiting.sort(key=lambda push: push.wanted_at)
        return tuple(waiting[: verb.limit])

    def identities(self, batch: Sequence[vb.IssueIdentity | vb.RevokeIdentity]) -> list[IdentityRecord]:
        """Keep the issue log."""
        with self._lock:
            before = dict(self._issued)
            try:
                return [self._identity(verb) for verb in batch]
            except StorageError:
                self._issued = before
                raise

    def _identity(self, verb: vb.IssueIdentity | vb.RevokeIdentity) -> IdentityRecord:
        known = self._issued.get(verb.fingerprint)
        if isinstance(verb, vb.RevokeIdentity):
            if known is None:
                raise NotFound("no identity with this fingerprint was issued")
            changed = attrs.evolve(known, revoked_at=known.revoked_at or verb.at)
        elif known is not None and known.session.id != verb.session.id:
            raise Conflict("this certificate was already issued to another session")
        else:
            changed = known or IdentityRecord(
                fingerprint=verb.fingerprint, session=verb.session, not_after=verb.not_after
            )
        self._issued[verb.fingerprint] = changed
        return changed

    def events_after(self, batch: Sequence[vb.EventsAfter]) -> list[tuple[ev.Event, ...]]:
        """Hand out events and remember how far each consumer has come."""
        return self._each(batch, self._events_after)

    def _events_after(self, verb: vb.EventsAfter) -> tuple[ev.Event, ...]:
        reached = max(self._consumers.get(verb.consumer, 0), verb.acknowledged or 0)
        self._consumers[verb.consumer] = reached
        done = min(self._consumers.values())
        self._events = [event for event in self._events if event.id > done]
        return tuple(event for event in self._events if event.id > reached)[: verb.limit]

    def look_up(self, batch: Sequence[vb.Query]) -> list[tuple[vb.Record, ...]]:
        """Read records."""
        return self._each(batch, self._look_up)

    def _look_up(self, query: vb.Query) -> tuple[vb.Record, ...]:
        if isinstance(query, vb.IdentityQuery):
            issued = self._issued.get(query.fingerprint)
            return (issued,) if issued else ()
        if isinstance(query, vb.EnrollmentsQuery):
            ids = sorted(name for name in self._slots if name > query.after)[: query.limit]
            return tuple(self._slots[name].record for name in ids)
        slot = self._slots.get(query.id if isinstance(query, vb.EnrollmentQuery) else query.enrollment)
        if slot is None:
            return ()
        if isinstance(query, vb.EnrollmentQuery):
            return (slot.record,)
        if isinstance(query, vb.CommandQuery):
            command = slot.find(query.uuid)
            return (command,) if command else ()
        commands = [*slot.pending, *(() if query.pending_only else slot.finished.values())]
        return tuple(sorted(commands, key=lambda command: command.sequence)[: query.limit])

    # ── shared ───────────────────────────────────────────────────────────────────────────────────

    def _each(self, batch: Sequence[V], one: Callable[[V], R]) -> list[R]:
        with self._lock:
            return [one(verb) for verb in batch]

    def _history(self, sender: vb.Sender) -> lifecycle.PinHistory:
        return lifecycle.PinHistory(
            issued=self._issued.get(sender.fingerprint), enrollment=self._pins.get(sender.fingerprint)
        )

    def _check(self, sender: vb.Sender, *, token_exempt: bool = False) -> _Slot | vb.Refused | vb.Stranger:
        """The device's slot if the sender may speak for it."""
        device = self._slots.get(sender.enrollment.device_id)
        history = self._history(sender)
        verdict = lifecycle.check_sender(sender, device.record if device else None, history)
        if isinstance(verdict, vb.Stranger) and sender.admitted:
            admitted = lifecycle.admit(sender, device.record if device else None, history)
            if isinstance(admitted, vb.Refused):
                return self._refused(sender, admitted)
            device = device or _Slot(admitted)
            device.record = admitted
            self._slots[admitted.id.id] = device
            self._bind(sender)
            verdict = None
        if isinstance(verdict, vb.Refused):
            return self._refused(sender, verdict)
        if verdict is not None or device is None:
            return vb.Stranger(enrollment=sender.enrollment)
        user = self._slots.get(sender.enrollment.id) if device.record.id != sender.enrollment else None
        refusal = None if token_exempt else lifecycle.check_user(sender, user.record if user else None)
        if refusal is not None:
            return self._refused(sender, refusal)
        self._seen(device, sender)
        if user is not None:
            self._seen(user, sender)
        return device

    def _seen(self, slot: _Slot, sender: vb.Sender) -> None:
        before = slot.record.last_source
        if sender.replayable and before and before != sender.source:
            self._tell(ev.SourceChanged, sender, before=before, source=sender.source)
        slot.record = attrs.evolve(slot.record, last_seen_at=sender.at, last_source=sender.source)

    def _refused(self, sender: vb.Sender, refusal: vb.Refused) -> vb.Refused:
        slot = self._slots.get(sender.enrollment.device_id)
        if slot is None:
            return refusal
        told = slot.refusal_told_at
        if told is None or sender.at - told >= REFUSAL_EVENT_INTERVAL:
            slot.refusal_told_at = sender.at
            if refusal.reason is Reason.FORMER_IDENTITY:
                self._tell(ev.PinConflict, sender, source=sender.source)
            else:
                self._tell(ev.IdentityRefused, sender, reason=refusal.reason, source=sender.source)
        return refusal

    def _bind(self, sender: vb.Sender) -> None:
        """Tie certificate and session to the device for good."""
        device_id = sender.enrollment.device
        self._pins[sender.fingerprint] = device_id
        issued = self._issued.get(sender.fingerprint)
        if issued is not None:
            session = attrs.evolve(issued.session, enrollment=device_id)
            for fingerprint, other in list(self._issued.items()):
                if other.session.id == session.id:
                    self._issued[fingerprint] = attrs.evolve(other, session=session)

    def _family(self, device_id: str) -> list[_Slot]:
        """The device and its users."""
        return [slot for slot in self._slots.values() if slot.record.id.device_id == device_id]

    def _clear(self, sender: vb.Sender, *, drop_users: bool) -> None:
        """Authenticate empties the queues of the device and of all its users (F12, F16)."""
        for slot in self._family(sender.enrollment.device_id):
            uuids = slot.close([command.uuid for command in slot.pending], CommandState.CLEARED, sender.at)
            if uuids:
                self._tell(
                    ev.CommandsCleared,
                    attrs.evolve(sender, enrollment=slot.record.id),
                    command_uuids=uuids,
                    why="enrolled again",
                )
            slot.session = queue.Session(number=slot.session.number + 1)
            slot.push_wanted_at = None
            if slot.record.id.channel is Channel.USER:
                if drop_users:
                    del self._slots[slot.record.id.id]
                else:
                    slot.record = attrs.evolve(
                        slot.record, state=EnrollmentState.AUTHENTICATED, push=None, token_updates=0
                    )

    def _tell(self, kind: type[ev.Event], sender: vb.Sender, **fields: Any) -> None:
        self._event_count += 1
        self._events.append(kind(id=self._event_count, at=sender.at, enrollment=sender.enrollment, **fields))
        if len(self._events) > MAX_EVENTS:
            del self._events[0]
