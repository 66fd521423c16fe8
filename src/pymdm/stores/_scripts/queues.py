"""The verbs of the queue: what devices report, and what is queued for them."""

from __future__ import annotations

import attrs

from pymdm.errors import Conflict, NotFound, Reason
from pymdm.service import events as ev
from pymdm.service import queue
from pymdm.service import verbs as vb
from pymdm.service.records import CommandRecord, CommandState, EnrollmentState
from pymdm.service.redact import redacted
from pymdm.stores._scripts import sender as who
from pymdm.stores._scripts.pushes import again
from pymdm.stores._steps import reach
from pymdm.stores.rows import MAX_PENDING, Rows, Slot

__all__ = ["enqueue", "report_and_next"]


def report_and_next(
    rows: Rows, report: vb.Report | vb.UnreadableReport
) -> vb.Answer | vb.Refused | vb.Stranger | vb.Unenroll | vb.Unread:
    """What a device says of a command, readable or not, and the next one for it."""
    return _report(rows, report) if isinstance(report, vb.Report) else _garbage(rows, report)


def _report(rows: Rows, report: vb.Report) -> vb.Answer | vb.Refused | vb.Stranger | vb.Unenroll:
    sender = report.sender
    device = who.check(rows, sender)
    if not isinstance(device, Slot):
        return device
    slot = rows.slot(sender.enrollment.id)
    if slot is None or slot.record.state is EnrollmentState.CHECKED_OUT:
        # A user without TokenUpdate, or who has left: nothing is queued for nobody.
        return vb.Answer()
    session = slot.session.after(report.status)
    if report.command_uuid is not None:
        _finish(rows, slot, report, session, report.command_uuid)
    who.expire(rows, slot, sender.at)
    key = slot.record.id.id
    following = None if rows.hold() else rows.next_offerable(key, session, sender.at)
    wanted = queue.wake_up(
        slot.push_wanted_at,
        report,
        session,
        lambda: rows.next_due(key, sender.at),
        lambda: again(rows, key, sender.at),
        sending=following is not None,
    )
    if session != slot.session or wanted != slot.push_wanted_at:
        rows.save(attrs.evolve(slot, session=session, push_wanted_at=wanted))
    if following is None:
        return vb.Answer()
    rows.put(queue.sent(following, sender.at))
    reach("report.picked")
    return vb.Answer(next=vb.NextCommand(uuid=following.uuid, body=following.body))


def _finish(rows: Rows, slot: Slot, report: vb.Report, session: queue.Session, uuid: str) -> None:
    command = rows.command(slot.record.id.id, uuid)
    changed = queue.after_report(command, report, session) if command else None
    told = slot.record.id, report.sender.at
    if changed is None:
        rows.tell(ev.ResultIgnored, *told, command_uuid=uuid)
        return
    if changed.state is CommandState.PENDING:
        rows.put(changed)
        return
    rows.put(_erased(changed))
    request_type = changed.request_type
    rows.tell(ev.CommandFinished, *told, command_uuid=uuid, request_type=request_type, raw=report.raw)


def _garbage(
    rows: Rows, report: vb.UnreadableReport
) -> vb.Answer | vb.Refused | vb.Stranger | vb.Unenroll | vb.Unread:
    """Count a message that cannot be read, and give the command up that it keeps in the way (F15)."""
    pinned = rows.pinned(report.fingerprint)
    if pinned is None:
        return vb.Refused(reason=Reason.NOT_ENROLLED)
    device = who.check(rows, report.sender(pinned))
    if not isinstance(device, Slot):
        return device
    for slot in (device, *rows.users(pinned.id)):
        for command in rows.pending(slot.record.id.id):
            changed = queue.after_unreadable(command, report)
            if changed is not None:
                return _count(rows, slot, changed, report)
    return vb.Unread()


def _count(
    rows: Rows, slot: Slot, command: CommandRecord, report: vb.UnreadableReport
) -> vb.Answer | vb.Unread:
    if command.state is CommandState.PENDING:
        rows.put(command)
        return vb.Unread()
    rows.put(_erased(command))
    rows.tell(
        ev.ResultUnreadable,
        slot.record.id,
        report.at,
        command_uuid=command.uuid,
        request_type=command.request_type,
        raw=report.raw,
    )
    if rows.pending_count(slot.record.id.id):
        # The answer is empty, so the rest of the queue needs another visit of the device.
        rows.save(attrs.evolve(slot, push_wanted_at=report.at))
    return vb.Answer()


def _erased(command: CommandRecord) -> CommandRecord:
    """A finished command without what was secret in it (T71)."""
    return attrs.evolve(command, body=redacted(command.request_type, command.body))


def enqueue(rows: Rows, verb: vb.Enqueue) -> vb.Enqueued:
    """Queue one command, and wish the push for it.  Raises NotFound, Conflict."""
    slot = rows.slot(verb.enrollment)
    if slot is None:
        raise NotFound("no enrollment with this id")
    # What has expired must neither answer for its dedupe_key nor fill the queue.
    who.expire(rows, slot, verb.at)
    already = _already(rows, slot, verb)
    if already is not None:
        return vb.Enqueued(uuid=already, fresh=False)
    rows.put(
        queue.new_command(
            verb,
            enrollment=slot.record.id,
            generation=slot.record.generation,
            sequence=rows.next_sequence(),
        )
    )
    if verb.push:
        due = queue.due_at(verb.not_before, verb.at)
        wanted = min(slot.push_wanted_at or due, due)
        if wanted != slot.push_wanted_at:
            rows.save(attrs.evolve(slot, push_wanted_at=wanted))
    return vb.Enqueued(uuid=verb.uuid, fresh=True)


def _already(rows: Rows, slot: Slot, verb: vb.Enqueue) -> str | None:
    """The UUID under which the command already waits, or is done; None if it may be queued."""
    known = rows.command(verb.enrollment, verb.uuid)
    # Of a finished command no secret is left to compare.
    if known is not None and known.body not in (verb.body, redacted(verb.request_type, verb.body)):
        raise Conflict("another command of this enrollment has the same CommandUUID")
    if known is not None:
        return known.uuid
    if slot.record.state is EnrollmentState.CHECKED_OUT:
        raise Conflict("the enrollment has ended: the device has checked out")
    waiting = rows.waiting(verb.enrollment, verb.dedupe_key) if verb.dedupe_key is not None else None
    if waiting is None and rows.pending_count(verb.enrollment) >= MAX_PENDING:
        raise Conflict(f"the queue of this enrollment is full: {MAX_PENDING} commands wait")
    return waiting
