"""Who speaks: what every message of a device has to pass, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import attrs

from pymdm.errors import Reason
from pymdm.service import events as ev
from pymdm.service import lifecycle, queue
from pymdm.service import verbs as vb
from pymdm.service.records import CommandRecord, CommandState, EnrollmentRecord, EnrollmentState
from pymdm.service.redact import redacted
from pymdm.stores.rows import MAX_USERS, Rows, Slot

__all__ = [
    "SEEN_INTERVAL",
    "add_user",
    "bind",
    "check",
    "clear",
    "clear_queue",
    "close",
    "expire",
    "history",
    "refuse",
]

# Somebody with a genuine identity can repeat a refused message for ever; one event a minute, device
# and reason tells as much.
REFUSAL_EVENT_INTERVAL = timedelta(minutes=1)

# An expired identity has thirty days of grace; a reminder a day is enough to act in time.
EXPIRY_EVENT_INTERVAL = timedelta(days=1)

# When a device was last seen matters to the minute at most; written less often, a poll that finds nothing
# to do writes nothing at all.
SEEN_INTERVAL = timedelta(minutes=1)


def history(rows: Rows, fingerprint: bytes) -> lifecycle.PinHistory:
    """What is known of a certificate."""
    return lifecycle.PinHistory(issued=rows.issued(fingerprint), enrollment=rows.pinned(fingerprint))


def check(
    rows: Rows, sender: vb.Sender, *, token_exempt: bool = False, leaving: bool = False
) -> Slot | vb.Refused | vb.Stranger | vb.Unenroll:
    """The device's slot if the sender may speak for it; ``leaving`` is CheckOut, which obeys any order."""
    device = rows.slot(sender.enrollment.device_id)
    past = history(rows, sender.fingerprint)
    verdict = lifecycle.check_sender(sender, device.record if device else None, past)
    if isinstance(verdict, vb.Stranger) and sender.admitted:
        return _admit(rows, sender, device, past)
    if isinstance(verdict, vb.Refused):
        return refuse(rows, sender, verdict)
    if verdict is not None:
        return verdict
    assert device is not None  # who is recognised is somebody
    user = rows.slot(sender.enrollment.id) if device.record.id != sender.enrollment else None
    refusal = None if token_exempt else lifecycle.check_user(sender, user.record if user else None)
    if refusal is not None:
        return refuse(rows, sender, refusal)
    device = _settle(rows, sender, _seen(rows, sender, device, user))
    if lifecycle.must_unenroll(device.record) and not leaving:
        return _unenroll(rows, sender, device)
    return device


def _settle(rows: Rows, sender: vb.Sender, device: Slot) -> Slot:
    settled = lifecycle.settle_renewal(sender, device.record)
    changed = settled or lifecycle.fall_back(sender, device.record)
    if changed is None:
        return device
    device = attrs.evolve(device, record=changed)
    rows.save(device)
    if settled is not None:
        rows.tell(ev.IdentityRenewed, settled.id, sender.at)
    return device


def _unenroll(rows: Rows, sender: vb.Sender, device: Slot) -> vb.Unenroll:
    if device.record.unenroll_sent_at is None:
        device = device.with_record(unenroll_sent_at=sender.at)
        rows.save(device)
    return vb.Unenroll(enrollment=device.record)


def _admit(
    rows: Rows, sender: vb.Sender, device: Slot | None, past: lifecycle.PinHistory
) -> Slot | vb.Refused:
    admitted = lifecycle.admit(sender, device.record if device else None, past)
    if isinstance(admitted, vb.Refused):
        return refuse(rows, sender, admitted)
    clear(rows, sender, drop_users=False)
    found = rows.slot(admitted.id.id)
    slot = attrs.evolve(found, record=admitted) if found else Slot(record=admitted)
    rows.save(slot)
    bind(rows, sender)
    return _seen(rows, sender, slot, None)


def _seen(rows: Rows, sender: vb.Sender, device: Slot, user: Slot | None) -> Slot:
    """Note when and from where; gives the device's slot as it is now."""
    before = (user or device).record.last_source
    moved = bool(before) and before != sender.source
    if sender.replayable and moved:
        rows.tell(ev.SourceChanged, sender.enrollment, sender.at, before=before, source=sender.source)
    if user is not None and _is_news(user, sender):
        rows.save(user.with_record(last_seen_at=sender.at, last_source=sender.source))
    changed = device
    if _is_news(device, sender):
        changed = changed.with_record(last_seen_at=sender.at, last_source=sender.source)
    if device.record.inactive_since is not None:
        changed = changed.with_record(inactive_since=None)
        rows.tell(ev.BecameActive, device.record.id, sender.at)
    if sender.expired and _is_due(device.expiry_told_at, sender.at, EXPIRY_EVENT_INTERVAL):
        changed = attrs.evolve(changed, expiry_told_at=sender.at)
        rows.tell(ev.IdentityExpired, device.record.id, sender.at)
    if changed is not device:
        rows.save(changed)
    return changed


def _is_news(slot: Slot, sender: vb.Sender) -> bool:
    record = slot.record
    return _is_due(record.last_seen_at, sender.at, SEEN_INTERVAL) or record.last_source != sender.source


def refuse(rows: Rows, sender: vb.Sender, refusal: vb.Refused) -> vb.Refused:
    """The refusal, with its event."""
    slot = rows.slot(sender.enrollment.device_id)
    if slot is None or not _is_due(slot.refusals_told.get(refusal.reason), sender.at, REFUSAL_EVENT_INTERVAL):
        return refusal
    told = {**slot.refusals_told, refusal.reason: sender.at}
    rows.save(attrs.evolve(slot, refusals_told=told))
    if refusal.reason is Reason.FORMER_IDENTITY:
        rows.tell(ev.PinConflict, sender.enrollment, sender.at, source=sender.source)
    else:
        rows.tell(
            ev.IdentityRefused, sender.enrollment, sender.at, reason=refusal.reason, source=sender.source
        )
    return refusal


def bind(rows: Rows, sender: vb.Sender) -> None:
    """Tie certificate and session to the device for good."""
    device = sender.enrollment.device
    rows.bind(sender.fingerprint, device)
    issued = rows.issued(sender.fingerprint)
    if issued is not None and issued.session.enrollment != device:
        rows.put_session(attrs.evolve(issued.session, enrollment=device))


def add_user(rows: Rows, sender: vb.Sender, record: EnrollmentRecord) -> Slot | vb.Refused:
    """A place for a new user; where the device has too many, one that is not enrolled makes room.

    Never one who has to prove a password, or for whom something waits: forgetting would lose that.
    """
    users = rows.users(record.id.device_id)
    if len(users) >= MAX_USERS:
        idle = [user for user in users if _is_forgettable(rows, user)]
        leaver = min(idle, key=_last_seen, default=None)
        if leaver is None:
            return refuse(rows, sender, vb.Refused(reason=Reason.TOO_MANY_USERS))
        rows.forget(leaver.record.id.id)
    slot = Slot(record=record)
    rows.save(slot)
    return slot


def clear(rows: Rows, sender: vb.Sender, *, drop_users: bool) -> None:
    """A new generation empties the queues of the device and of all its users (F12, F16)."""
    device = rows.slot(sender.enrollment.device_id)
    if device is not None:
        rows.save(clear_queue(rows, device, sender.at))
    for user in rows.users(sender.enrollment.device_id):
        emptied = clear_queue(rows, user, sender.at)
        if drop_users:
            rows.forget(user.record.id.id)
        else:
            rows.save(emptied.with_record(state=EnrollmentState.AUTHENTICATED, push=None, token_updates=0))


def clear_queue(rows: Rows, slot: Slot, at: datetime) -> Slot:
    """Empty one queue; gives the slot, to be saved, in a session that no earlier refusal binds."""
    waiting = rows.pending(slot.record.id.id)
    uuids = close(rows, waiting, CommandState.CLEARED, at)
    if uuids:
        rows.tell(ev.CommandsCleared, slot.record.id, at, command_uuids=uuids, why="enrolled again")
    return attrs.evolve(slot, session=queue.Session(number=slot.session.number + 1), push_wanted_at=None)


def expire(rows: Rows, slot: Slot, at: datetime) -> None:
    """End the commands for which it is too late."""
    late = rows.overdue(slot.record.id.id, at)
    if late:
        uuids = close(rows, late, CommandState.EXPIRED, at)
        rows.tell(ev.CommandsCleared, slot.record.id, at, command_uuids=uuids, why="expired")


def close(
    rows: Rows, commands: Sequence[CommandRecord], state: CommandState, at: datetime
) -> tuple[str, ...]:
    """End pending commands without a result; what was secret in them is erased (T71)."""
    for command in commands:
        body = redacted(command.request_type, command.body)
        rows.put(attrs.evolve(command, state=state, finished_at=at, body=body))
    return tuple(command.uuid for command in commands)


def _is_forgettable(rows: Rows, user: Slot) -> bool:
    record = user.record
    if record.state is EnrollmentState.ENROLLED or record.auth_required:
        return False
    return not rows.pending_count(record.id.id)


def _last_seen(user: Slot) -> float:
    seen = user.record.last_seen_at
    return seen.timestamp() if seen else 0.0


def _is_due(told: datetime | None, at: datetime, interval: timedelta) -> bool:
    return told is None or at - told >= interval
