"""The queues of a store in memory: what devices report, what is queued for them, when to wake them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pymdm.errors import Conflict, NotFound, Reason, StorageError
from pymdm.service import events as ev
from pymdm.service import queue
from pymdm.service import verbs as vb
from pymdm.service.records import CommandRecord, CommandState, EnrollmentState
from pymdm.stores._memory_state import Slot, State

__all__ = ["MAX_PENDING", "Queues"]

# A device that nobody can reach collects commands.  A thousand is far above any real plan for one
# device and keeps the cost of finding the next one small (T79).
MAX_PENDING = 1000


class Queues:
    """The queue verbs over a ``State``."""

    def __init__(self, state: State) -> None:
        self._state = state

    def report_or_garbage(
        self, report: vb.Report | vb.UnreadableReport
    ) -> vb.Answer | vb.Refused | vb.Stranger | vb.Unread:
        """What a device says of a command, readable or not."""
        return self.report(report) if isinstance(report, vb.Report) else self.garbage(report)

    def garbage(self, report: vb.UnreadableReport) -> vb.Answer | vb.Refused | vb.Stranger | vb.Unread:
        """Count a message that cannot be read, and give the command up that it keeps in the way (F15)."""
        state = self._state
        pinned = state.pins.get(report.fingerprint)
        if pinned is None:
            return vb.Refused(reason=Reason.NOT_ENROLLED)
        device = state.check(report.sender(pinned))
        if not isinstance(device, Slot):
            return device
        for slot in state.family(pinned.id):
            for command in slot.pending:
                changed = queue.after_unreadable(command, report)
                if changed is not None:
                    return self._count(slot, changed, report)
        return vb.Unread()

    def _count(
        self, slot: Slot, command: CommandRecord, report: vb.UnreadableReport
    ) -> vb.Answer | vb.Unread:
        slot.put(command)
        if command.state is CommandState.PENDING:
            return vb.Unread()
        self._state.tell(
            ev.ResultUnreadable,
            slot.record.id,
            report.at,
            command_uuid=command.uuid,
            request_type=command.request_type,
            raw=report.raw,
        )
        if slot.pending:
            # The answer is empty, so the rest of the queue needs another visit of the device.
            slot.push_wanted_at = report.at
        return vb.Answer()

    def report(self, report: vb.Report) -> vb.Answer | vb.Refused | vb.Stranger:
        """Store what the device reports and pick its next command."""
        sender, state = report.sender, self._state
        device = state.check(sender)
        if not isinstance(device, Slot):
            return device
        slot = state.slots.get(sender.enrollment.id)
        if slot is None or slot.record.state is EnrollmentState.CHECKED_OUT:
            # A user without TokenUpdate, or who has left: nothing is queued for nobody.
            return vb.Answer()
        slot.session = slot.session.after(report.status)
        if report.command_uuid is not None:
            self._finish(slot, report, report.command_uuid)
        state.expire(slot, sender.at)
        following = next((c for c in slot.pending if queue.offerable(c, slot.session, sender.at)), None)
        slot.push_wanted_at = queue.wake_up(
            slot.push_wanted_at, report, slot.session, slot.pending, sending=following is not None
        )
        if following is None:
            return vb.Answer()
        slot.put(queue.sent(following, sender.at))
        return vb.Answer(next=vb.NextCommand(uuid=following.uuid, body=following.body))

    def _finish(self, slot: Slot, report: vb.Report, uuid: str) -> None:
        command = slot.find(uuid)
        changed = queue.after_report(command, report, slot.session) if command else None
        told = slot.record.id, report.sender.at
        if changed is None:
            self._state.tell(ev.ResultIgnored, *told, command_uuid=uuid)
            return
        slot.put(changed)
        if changed.state is not CommandState.PENDING:
            self._state.tell(
                ev.CommandFinished,
                *told,
                command_uuid=uuid,
                request_type=changed.request_type,
                raw=report.raw,
            )

    def enqueue(self, batch: Sequence[vb.Enqueue]) -> list[vb.Enqueued]:
        """Queue commands: all of the batch, or none if one cannot be."""
        undo: list[tuple[Slot, list[CommandRecord], datetime | None]] = []
        with self._state.lock:
            for verb in batch:
                # What has expired must neither answer for its dedupe_key nor fill the queue.
                if verb.enrollment in self._state.slots:
                    self._state.expire(self._state.slots[verb.enrollment], verb.at)
            try:
                return [self._enqueue(verb, undo) for verb in batch]
            except StorageError:
                for slot, pending, push_wanted_at in reversed(undo):
                    slot.pending, slot.push_wanted_at = pending, push_wanted_at
                raise

    def _enqueue(
        self, verb: vb.Enqueue, undo: list[tuple[Slot, list[CommandRecord], datetime | None]]
    ) -> vb.Enqueued:
        slot, already = self._place(verb)
        if already is not None:
            return vb.Enqueued(uuid=already, fresh=False)
        undo.append((slot, list(slot.pending), slot.push_wanted_at))
        self._state.sequence += 1
        slot.put(
            queue.new_command(
                verb,
                enrollment=slot.record.id,
                generation=slot.record.generation,
                sequence=self._state.sequence,
            )
        )
        if verb.push:
            due = queue.due_at(verb.not_before, verb.at)
            slot.push_wanted_at = min(slot.push_wanted_at or due, due)
        return vb.Enqueued(uuid=verb.uuid, fresh=True)

    def _place(self, verb: vb.Enqueue) -> tuple[Slot, str | None]:
        """The queue for a command, and the UUID under which it already waits there."""
        slot = self._state.slots.get(verb.enrollment)
        if slot is None:
            raise NotFound("no enrollment with this id")
        known = slot.find(verb.uuid)
        if known is not None and known.body != verb.body:
            raise Conflict("another command of this enrollment has the same CommandUUID")
        if known is not None:
            return slot, known.uuid
        if slot.record.state is EnrollmentState.CHECKED_OUT:
            raise Conflict("the enrollment has ended: the device has checked out")
        for waiting in slot.pending:
            if verb.dedupe_key is not None and waiting.dedupe_key == verb.dedupe_key:
                return slot, waiting.uuid
        if len(slot.pending) >= MAX_PENDING:
            raise Conflict(f"the queue of this enrollment is full: {MAX_PENDING} commands wait")
        return slot, None

    def cancel(self, batch: Sequence[vb.Cancel]) -> list[vb.Cancelled]:
        """Take pending commands back: for all of the batch, or none if one cannot be."""
        with self._state.lock:
            if any(verb.enrollment not in self._state.slots for verb in batch):
                raise NotFound("no enrollment with this id")
            return [self._cancel(verb) for verb in batch]

    def _cancel(self, verb: vb.Cancel) -> vb.Cancelled:
        slot = self._state.slots[verb.enrollment]
        uuids = verb.uuids if verb.uuids is not None else tuple(c.uuid for c in slot.pending)
        cancelled = slot.close(uuids, CommandState.CANCELLED, verb.at)
        if not slot.pending:
            slot.push_wanted_at = None
        return vb.Cancelled(uuids=cancelled)

    def push_round(self, verb: vb.PushRound) -> tuple[vb.PendingPush, ...]:
        """Store receipts and hand out pending pushes, oldest first."""
        for receipt in verb.receipts:
            self._note(receipt, verb.at)
        waiting = [
            vb.PendingPush(enrollment=slot.record.id, target=slot.record.push, wanted_at=slot.push_wanted_at)
            for slot in self._state.slots.values()
            if slot.push_wanted_at is not None
            and slot.push_wanted_at <= verb.at
            and slot.record.push is not None
            and slot.record.can_be_pushed
            and not slot.token_dead
        ]
        waiting.sort(key=lambda push: push.wanted_at)
        return tuple(waiting[: verb.limit])

    def _note(self, receipt: vb.PushReceipt, at: datetime) -> None:
        slot = self._state.slots.get(receipt.enrollment.id)
        if slot is None or slot.record.push != receipt.target:
            return
        slot.token_dead = slot.token_dead or receipt.token_dead
        if receipt.delivered and slot.push_wanted_at == receipt.wanted_at:
            slot.push_wanted_at = queue.next_due(slot.pending, at)
