"""Wake-ups: receipts in, pending pushes out, and the sweep that finds devices gone quiet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import attrs

from pymdm.service import events as ev
from pymdm.service import pushing, queue
from pymdm.service import verbs as vb
from pymdm.service.pushing import PushFate
from pymdm.stores._steps import reach
from pymdm.stores.rows import Rows, Slot

__all__ = ["WAKE_RATE", "again", "push_round"]

# Devices that a sweep wakes in a second.  Each makes a TLS connection and two requests: a tenth of what one
# server carries, so that people and commands do not notice; and 100,000 devices, all of them quiet, have had
# their turn after 33 minutes, before the sweep of the next hour.
WAKE_RATE: Final = 50


def push_round(rows: Rows, verb: vb.PushRound | vb.Sweep) -> tuple[vb.PendingPush, ...] | vb.Swept:
    """One round of pushes, or one sweep."""
    if isinstance(verb, vb.Sweep):
        return _sweep(rows, verb)
    if verb.receipts:
        reach("push.after-send")
    for receipt in verb.receipts:
        _note(rows, receipt)
    if not verb.limit:
        return ()
    return tuple(
        vb.PendingPush(enrollment=enrollment, target=target, wanted_at=wanted_at)
        for enrollment, target, wanted_at in rows.push_due(verb.at, verb.limit, verb.after, verb.skip_topics)
    )


def again(rows: Rows, key: str, at: datetime) -> datetime | None:
    """When to wake somebody next who was woken now, or came and wants to be left alone (F37)."""
    return queue.wish_again(rows.next_due(key, at), at, waiting=rows.waits(key, at))


def _note(rows: Rows, receipt: vb.PushReceipt) -> None:
    slot = rows.slot(receipt.enrollment.id)
    if slot is None or slot.record.push != receipt.target:
        return
    if receipt.fate is PushFate.DELIVERED:
        rows.save(_delivered(rows, slot, receipt))
    else:
        _failed(rows, slot, receipt)


def _delivered(rows: Rows, slot: Slot, receipt: vb.PushReceipt) -> Slot:
    wanted_at = slot.push_wanted_at
    if wanted_at == receipt.wanted_at:
        wanted_at = again(rows, slot.record.id.id, receipt.at)
    return attrs.evolve(
        slot.with_record(pushed_at=receipt.at, push_failure=None),
        push_wanted_at=wanted_at,
        push_retry_at=None,
        push_failures=0,
        woken_at=receipt.at,
    )


def _failed(rows: Rows, slot: Slot, receipt: vb.PushReceipt) -> None:
    """What was not accepted stays wished for; the device waits, or its token is dead."""
    fate, at = receipt.fate, receipt.at
    told = slot.with_record(push_failure=receipt.reason)
    if fate is PushFate.DEAD_TOKEN and pushing.is_dead(receipt.dead_since, slot.record.push_updated_at):
        rows.save(attrs.evolve(told, token_dead=True))
        if not slot.token_dead:
            why = receipt.reason or fate.value
            rows.tell(ev.PushTokenDead, slot.record.id, at, why=why, since=receipt.dead_since)
    elif fate in (PushFate.TRY_LATER, PushFate.DEAD_TOKEN):
        wait = pushing.wait_before_retry(slot.record.id.id, slot.push_failures, receipt.retry_after)
        rows.save(attrs.evolve(told, push_retry_at=at + wait, push_failures=slot.push_failures + 1))
    elif fate is PushFate.REFUSED:
        rows.save(attrs.evolve(told, push_retry_at=at + pushing.REFUSED_WAIT))
    elif fate is PushFate.CERTIFICATE:
        # It says nothing about the device: that waits for the certificate, and for nothing else (F35).
        rows.save(told)


def _sweep(rows: Rows, verb: vb.Sweep) -> vb.Swept:
    silent = rows.newly_silent(verb.at - verb.silent_after, verb.limit)
    for slot in silent:
        rows.save(slot.with_record(inactive_since=verb.at))
        seen = slot.record.last_seen_at
        rows.tell(ev.BecameInactive, slot.record.id, verb.at, last_seen_at=seen)
    quiet = rows.quiet(verb.at, verb.at - verb.wake_after, verb.at - verb.wake_after, verb.limit)
    for turn, slot in enumerate(quiet, start=verb.woken):
        when = verb.at + timedelta(seconds=turn // WAKE_RATE)
        wanted_at = min(slot.push_wanted_at or when, when)
        rows.save(attrs.evolve(slot, push_wanted_at=wanted_at, woken_at=when))
    more = len(silent) == verb.limit or len(quiet) == verb.limit
    return vb.Swept(woken=len(quiet), inactive=len(silent), more=more)
