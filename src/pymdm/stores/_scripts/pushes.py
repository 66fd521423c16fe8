"""Wake-ups: receipts in, pending pushes out, and the sweep that finds devices gone quiet."""

from __future__ import annotations

import attrs

from pymdm.service import events as ev
from pymdm.service import verbs as vb
from pymdm.stores._steps import reach
from pymdm.stores.rows import Rows

__all__ = ["push_round"]


def push_round(rows: Rows, verb: vb.PushRound | vb.Sweep) -> tuple[vb.PendingPush, ...] | vb.Swept:
    """One round of pushes, or one sweep."""
    if isinstance(verb, vb.Sweep):
        return _sweep(rows, verb)
    if verb.receipts:
        reach("push.after-send")
    for receipt in verb.receipts:
        _note(rows, receipt, verb)
    return tuple(
        vb.PendingPush(enrollment=enrollment, target=target, wanted_at=wanted_at)
        for enrollment, target, wanted_at in rows.push_due(verb.at, verb.limit)
    )


def _note(rows: Rows, receipt: vb.PushReceipt, verb: vb.PushRound) -> None:
    slot = rows.slot(receipt.enrollment.id)
    if slot is None or slot.record.push != receipt.target:
        return
    changed = attrs.evolve(slot, token_dead=slot.token_dead or receipt.token_dead)
    if receipt.delivered and slot.push_wanted_at == receipt.wanted_at:
        due = rows.next_due(receipt.enrollment.id, verb.at)
        changed = attrs.evolve(changed, push_wanted_at=due)
    if changed != slot:
        rows.save(changed)


def _sweep(rows: Rows, verb: vb.Sweep) -> vb.Swept:
    silent = rows.newly_silent(verb.at - verb.silent_after, verb.limit)
    for slot in silent:
        rows.save(slot.with_record(inactive_since=verb.at))
        seen = slot.record.last_seen_at
        rows.tell(ev.BecameInactive, slot.record.id, verb.at, last_seen_at=seen)
    quiet = rows.quiet(verb.at - verb.wake_after, verb.at - verb.wake_after, verb.limit)
    for slot in quiet:
        rows.save(attrs.evolve(slot, push_wanted_at=verb.at, woken_at=verb.at))
    more = len(silent) == verb.limit or len(quiet) == verb.limit
    return vb.Swept(woken=len(quiet), inactive=len(silent), more=more)
