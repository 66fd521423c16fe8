"""What becomes of a record when Apple says something of its device: pure rules that every store shares.

Apple repeats changes, and tells them late (MDM reference 2014, Sync Devices: "resolve duplicates" by serial
number, op_type and op_date).  So an older change never overwrites a newer one, and a repeated one nothing.
A full listing says how things are at the moment in which it was asked for, and so is always news.
"""

from __future__ import annotations

import enum
import json
from datetime import datetime, timedelta
from typing import Any, Final

import attrs

from pymdm.dep._words import AssignOutcome, OpType, ProfileStatus
from pymdm.dep.devices import Device
from pymdm.dep.sync.records import Assignment, DeviceRecord, data_of

__all__ = [
    "COOL_DOWN",
    "MAX_UNANSWERED",
    "MOST_COOL_DOWN",
    "Change",
    "answered",
    "asked",
    "gone",
    "merge",
    "unanswered",
]

#: How long Apple is not asked about the same device again, whatever it answered.  Administrators report that
#: a device that FAILED goes on failing for about a day (fleet 14957), and that asking again and again gets
#: all of a server's devices throttled; a device that SUCCEEDED may be listed without its profile for a while.
COOL_DOWN: Final = timedelta(hours=24)

#: The longest time for which a device is left alone.  Apple has been seen to ask for hours; a longer wait is
#: a slip of somebody's, or of a clock that was years ahead, and would cost a device its profile for good.
MOST_COOL_DOWN: Final = timedelta(days=7)

#: How far Apple's clock may be ahead of ours.  A change from beyond that has no date that can be believed;
#: with it everything that follows would be older.
_AHEAD: Final = timedelta(days=1)

#: How often Apple may be asked for one device in a row without our having stored the answer: each time a
#: process has died in between.  A machine that dies each time must not ask for ever.
MAX_UNANSWERED: Final = 5

#: A new assignment to the server ends the pause after these; after the others the reason stays the same.
_ENDED_BY_ADDING: Final = frozenset({AssignOutcome.SUCCESS, AssignOutcome.NOT_ACCESSIBLE})


@enum.unique
class Change(enum.Enum):
    """What a device of a page meant for its record."""

    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"
    SAME = "same"
    """It was known like that."""
    OLD = "old"
    """A repetition, or older than what is known."""


def merge(
    before: DeviceRecord | None, device: Device, *, server: str, listing: int, listed: bool, at: datetime
) -> tuple[DeviceRecord, Change]:
    """The record afterwards, and what has changed.

    Args:
        before: The record so far.
        device: What Apple says.
        server: Whose device.
        listing: Number of the last full listing that was begun.
        listed: It is from that listing, and not from the changes.
        at: Now.
    """
    if device.op_date is not None and device.op_date > at + _AHEAD:
        device = attrs.evolve(device, op_date=None)
    if before is None:
        return _new(device, server, listing, at), Change.DELETED if device.deleted else Change.ADDED
    if listed:
        return _listed(before, device, listing, at)
    if _repeated(before, device):
        return before, Change.OLD
    if device.deleted:
        return _deleted(before, device, at)
    return _changed(before, device, listing, at)


def _new(device: Device, server: str, listing: int, at: datetime) -> DeviceRecord:
    return DeviceRecord(
        server=server,
        serial_number=device.serial_number,
        data=data_of(device.raw or {"serial_number": device.serial_number}),
        op_types=(str(device.op_type),) if device.op_type else (),
        op_date=device.op_date,
        listing=0 if device.deleted else listing,
        first_seen_at=at,
        changed_at=at,
        deleted_at=at if device.deleted else None,
        unassigned=device.unassigned,
    )


def _listed(before: DeviceRecord, device: Device, listing: int, at: datetime) -> tuple[DeviceRecord, Change]:
    data = data_of(device.raw)
    if data == before.data and before.deleted_at is None:
        return (before if before.listing == listing else attrs.evolve(before, listing=listing)), Change.SAME
    # What a repeated change says is older than this.
    op_types = before.op_types if before.op_types[-1:] in ((), ("",)) else (*before.op_types, "")
    returned = before.deleted_at is not None
    after = attrs.evolve(
        before,
        data=data,
        op_types=op_types,
        listing=listing,
        changed_at=at,
        deleted_at=None,
        unassigned=device.unassigned if returned or "profile_status" in device.raw else before.unassigned,
    )
    return after, Change.ADDED if returned else Change.CHANGED


def _repeated(before: DeviceRecord, device: Device) -> bool:
    if before.op_date is None or device.op_date is None or device.op_date > before.op_date:
        return False
    if device.op_date < before.op_date:
        return True
    # Within one second Apple's order decides; what has had its turn does not come back.
    if device.op_type in before.op_types[:-1]:
        return True
    return device.deleted and before.op_types[-1:] == (OpType.DELETED,)


def _op_types(before: DeviceRecord, device: Device) -> tuple[str, ...]:
    word = str(device.op_type)
    if before.op_date is None or before.op_date != device.op_date:
        return (word,)
    return before.op_types if before.op_types[-1:] == (word,) else (*before.op_types, word)


def _deleted(before: DeviceRecord, device: Device, at: datetime) -> tuple[DeviceRecord, Change]:
    after = attrs.evolve(
        before,
        op_types=_op_types(before, device),
        op_date=device.op_date or before.op_date,
        changed_at=at,
        deleted_at=before.deleted_at or at,
        unassigned=False,
    )
    return after, Change.DELETED if before.deleted_at is None else Change.CHANGED


def _changed(before: DeviceRecord, device: Device, listing: int, at: datetime) -> tuple[DeviceRecord, Change]:
    raw = _joined(json.loads(before.data), device.raw)
    data = data_of(raw)
    # What it left out was said before.
    now = device if "profile_status" in device.raw else Device.decode(raw)
    op_types = _op_types(before, device)
    returned = before.deleted_at is not None
    if not returned and (data, op_types, device.op_date) == (before.data, before.op_types, before.op_date):
        return attrs.evolve(before, listing=listing), Change.SAME
    after = attrs.evolve(
        before,
        data=data,
        op_types=op_types,
        op_date=device.op_date or before.op_date,
        listing=listing,
        changed_at=at,
        deleted_at=None,
        unassigned=now.unassigned,
        assignment=_pause_after(before.assignment, device),
    )
    return after, Change.ADDED if returned else Change.CHANGED


def _joined(before: dict[str, Any], news: Any) -> dict[str, Any]:
    """A change may leave out what has not changed; of the profile it says all or nothing."""
    if "profile_status" in news:
        before = {key: value for key, value in before.items() if not key.startswith("profile_")}
    return {**before, **news}


def _pause_after(assignment: Assignment | None, device: Device) -> Assignment | None:
    if assignment is None or device.op_type != OpType.ADDED or assignment.outcome not in _ENDED_BY_ADDING:
        return assignment
    return attrs.evolve(assignment, retry_at=None)


def gone(before: DeviceRecord, at: datetime) -> DeviceRecord:
    """The record of a device that no listing has, and of which Apple says that it is not the server's."""
    return attrs.evolve(before, changed_at=at, deleted_at=at, unassigned=False)


def asked(before: DeviceRecord, profile_uuid: str, at: datetime) -> tuple[DeviceRecord, bool]:
    """The record before Apple is asked to assign, and whether Apple may be asked."""
    last = before.assignment
    retry_at = None if last is None else last.retry_at
    if not before.unassigned or (retry_at is not None and at < retry_at <= at + MOST_COOL_DOWN):
        return before, False
    times = last.unanswered if last is not None else 0
    if times >= MAX_UNANSWERED:
        given_up = Assignment(
            profile_uuid=profile_uuid, at=at, outcome=AssignOutcome.FAILED, retry_at=at + COOL_DOWN
        )
        return attrs.evolve(before, assignment=given_up), False
    asking = Assignment(profile_uuid=profile_uuid, at=at, unanswered=times + 1)
    return attrs.evolve(before, assignment=asking), True


def answered(
    before: DeviceRecord,
    profile_uuid: str,
    outcome: AssignOutcome | str,
    at: datetime,
    *,
    wait: timedelta = COOL_DOWN,
) -> DeviceRecord:
    """The record with what Apple has answered; after SUCCESS the profile is the device's."""
    rest = min(max(wait, COOL_DOWN), MOST_COOL_DOWN)
    made = Assignment(profile_uuid=profile_uuid, at=at, outcome=outcome, retry_at=at + rest)
    if outcome != AssignOutcome.SUCCESS:
        return attrs.evolve(before, assignment=made)
    news = {"profile_status": ProfileStatus.ASSIGNED.value, "profile_uuid": profile_uuid}
    op_types = before.op_types if before.op_types[-1:] in ((), ("",)) else (*before.op_types, "")
    data = data_of(_joined(json.loads(before.data), news))
    return attrs.evolve(
        before, data=data, op_types=op_types, changed_at=at, unassigned=False, assignment=made
    )


def unanswered(before: DeviceRecord) -> DeviceRecord:
    """The record of a device for which Apple was asked in vain, and we know it: it is no death of ours."""
    last = before.assignment
    if last is None or last.outcome:
        return before
    return attrs.evolve(before, assignment=attrs.evolve(last, unanswered=0))
