"""Giving profiles to devices that have none: noted before Apple is asked, kept when Apple has answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pymdm._flow import Pages
from pymdm.dep._serials import is_serial
from pymdm.dep.codes import DEPCode
from pymdm.dep.devices import Device
from pymdm.dep.ops import assign_profile
from pymdm.dep.session import MOST
from pymdm.dep.sync.report import SyncStep
from pymdm.dep.sync.rules import ProfileRules
from pymdm.errors import DEPError, PymdmError

if TYPE_CHECKING:
    from pymdm.dep.sync.engine import _Run

__all__ = ["assign_profiles"]

#: Devices that are looked at in one transaction.
_LOOK: Final = 1000

#: Devices, of all profiles together, that wait until a request is full.
_MOST_WAITING: Final = 10_000

#: Apple's words for a profile that is at fault, and not the devices or the server.
_PROFILE_AT_FAULT: Final = frozenset({DEPCode.PROFILE_NOT_FOUND, DEPCode.PROFILE_UUID_REQUIRED})


def assign_profiles(run: _Run, rule: Callable[[Device], str | None]) -> Pages[SyncStep, None]:
    """Assign to all devices that want it, also those of the first listing, which were never "added"."""
    most = min(run.session.most("/profile/devices"), MOST)
    waiting: dict[str, list[str]] = {}
    after, count = "", 0
    at = run.session.now
    for_all = rule.for_all if isinstance(rule, ProfileRules) else None
    while records := run.store.assignable(run.lease.server, at=at, after=after, limit=_LOOK):
        after = records[-1].serial_number
        for record in records:
            if not is_serial(record.serial_number):
                continue  # Apple listed it, but one that cannot be sent must not stop the others
            uuid = for_all or rule(record.device)
            if not uuid or uuid in run.refused:
                continue
            serials = waiting.setdefault(uuid, [])
            serials.append(record.serial_number)
            count += 1
            if len(serials) >= most:
                count -= len(waiting[uuid])
                yield from _assign(run, uuid, waiting.pop(uuid))
        if count >= _MOST_WAITING:
            largest = max(waiting, key=lambda each: len(waiting[each]))
            count -= len(waiting[largest])
            yield from _assign(run, largest, waiting.pop(largest))
    for uuid, serials in waiting.items():
        yield from _assign(run, uuid, serials)


def _assign(run: _Run, uuid: str, serials: list[str]) -> Pages[SyncStep, None]:
    allowed = run.store.ask(run.lease, uuid, serials, at=run.session.now)
    if not allowed or uuid in run.refused:
        return
    try:
        outcomes = yield from assign_profile(run.session, uuid, allowed)
    except PymdmError as error:
        # It is known that there is no answer: this does not count as a process that died.
        run.store.answered(run.lease, uuid, dict.fromkeys(allowed), at=run.session.now)
        if not isinstance(error, DEPError) or error.code not in _PROFILE_AT_FAULT:
            raise
        run.refused[uuid] = str(error.code)
        return
    wait = timedelta(seconds=outcomes.retry_after or 0)
    run.store.answered(run.lease, uuid, dict(outcomes), at=run.session.now, wait=wait)
    run.outcomes.update(str(outcome) for outcome in outcomes.values())
    yield run.step("assigned", len(outcomes))
