"""Devices that a full listing has no more: Apple is asked about each of them before one is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pymdm._flow import Pages
from pymdm.dep._serials import is_serial
from pymdm.dep.codes import DEPCode
from pymdm.dep.ops import device_details
from pymdm.dep.session import MOST
from pymdm.dep.sync.report import SyncStep
from pymdm.errors import DEPError

if TYPE_CHECKING:
    from pymdm.dep.devices import Device
    from pymdm.dep.sync.engine import _Run

__all__ = ["sweep"]

#: So many missing devices are always looked at, however small the fleet: somebody can put ten rows right.
FEW: Final = 10

#: What Apple says of a device that is not this server's.
_NOT_OURS: Final = frozenset({"NOT_FOUND", "NOT_ACCESSIBLE"})


def sweep(run: _Run, *, accept: bool) -> Pages[SyncStep, None]:
    """Mark what is gone as deleted, or hold it if it is too much to be true.

    A listing moves on while devices are removed from it, and one can be passed over in between.  So a device
    that is missing in it is asked for by its serial number; only if Apple then says that it is not this
    server's, it is marked.
    """
    server, listing = run.lease.server, run.position.listing
    counts = run.store.counts(server)
    if counts.missing > max(FEW, int(counts.present * run.rules.most_missing)) and not accept:
        run.held = counts.missing
        return
    after, most = "", min(run.session.most("/devices"), MOST)
    while serials := run.store.missing(server, listing=listing, after=after, limit=most):
        after = serials[-1]
        # What cannot be sent cannot be asked for, and stays as it is.
        found = yield from _details(run, tuple(filter(is_serial, serials)))
        gone = [serial for serial in serials if serial in found and _gone(found[serial])]
        present = [serial for serial in serials if serial in found and not _gone(found[serial])]
        marked = run.store.settle(run.lease, gone=gone, present=present, listing=listing, at=run.session.now)
        run.marked_deleted += marked
        yield run.step("deleted", marked)
    run.swept()


def _details(run: _Run, serials: tuple[str, ...]) -> Pages[SyncStep, dict[str, Device | None]]:
    try:
        found = yield from device_details(run.session, serials)
    except DEPError as error:
        # MDM reference 2014, Device Details: of none of them
        if error.code == DEPCode.NOT_FOUND and error.status == 200:
            return dict.fromkeys(serials)
        raise
    return dict(found)


def _gone(device: Device | None) -> bool:
    return device is None or device.response_status in _NOT_OURS
