"""What an operator takes back: commands, the release of all queues, the management of a device."""

from __future__ import annotations

import attrs

from pymdm.errors import Conflict, NotFound
from pymdm.protocol import Channel
from pymdm.service import events as ev
from pymdm.service import verbs as vb
from pymdm.service.records import CommandState, EnrollmentState, QueueHold
from pymdm.stores._scripts import sender as who
from pymdm.stores.rows import Rows

__all__ = ["cancel"]


def cancel(
    rows: Rows, verb: vb.Cancel | vb.HoldQueues | vb.ReleaseQueues | vb.OrderUnenroll
) -> vb.Cancelled | vb.Held | vb.Ordered:
    """Carry one order out.  Raises NotFound, Conflict."""
    match verb:
        case vb.Cancel():
            return _cancel(rows, verb)
        case vb.OrderUnenroll():
            return _order_unenroll(rows, verb)
        case vb.HoldQueues():
            if rows.hold() is None:
                rows.set_hold(QueueHold(since=verb.at, why=verb.why))
            return vb.Held(held=True)
    if rows.hold() is not None:
        rows.set_hold(None)
        rows.want_pushes(verb.at)
    return vb.Held(held=False)


def _cancel(rows: Rows, verb: vb.Cancel) -> vb.Cancelled:
    slot = rows.slot(verb.enrollment)
    if slot is None:
        raise NotFound("no enrollment with this id")
    waiting = rows.pending(verb.enrollment)
    chosen = [command for command in waiting if verb.uuids is None or command.uuid in verb.uuids]
    cancelled = who.close(rows, chosen, CommandState.CANCELLED, verb.at)
    if len(chosen) == len(waiting) and slot.push_wanted_at is not None:
        rows.save(attrs.evolve(slot, push_wanted_at=None))
    return vb.Cancelled(uuids=cancelled)


def _order_unenroll(rows: Rows, verb: vb.OrderUnenroll) -> vb.Ordered:
    slot = rows.slot(verb.enrollment)
    if slot is None:
        raise NotFound("no enrollment with this id")
    if slot.record.id.channel is not Channel.DEVICE:
        raise Conflict("a user cannot be unenrolled; order it for the device")
    if slot.record.state is EnrollmentState.CHECKED_OUT:
        raise Conflict("the enrollment has ended: the device has checked out")
    if slot.record.unenroll_ordered_at is not None:
        return vb.Ordered(fresh=False)
    ordered = slot.with_record(unenroll_ordered_at=verb.at)
    rows.save(attrs.evolve(ordered, push_wanted_at=min(slot.push_wanted_at or verb.at, verb.at)))
    rows.tell(ev.UnenrollOrdered, slot.record.id, verb.at, by=verb.by, why=verb.why)
    return vb.Ordered(fresh=True)
