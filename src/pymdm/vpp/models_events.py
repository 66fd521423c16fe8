"""Changes: what was accepted, how far Apple is, and what became of each part.

Source: Apple's documentation of EventResponse, StatusResponse, ErrorResponse and ResponseErrorInfo.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from pymdm._json import objects, texts
from pymdm.errors import DecodeError, VPPError
from pymdm.vpp._json import integer, text
from pymdm.vpp._words import EventState, EventType, known
from pymdm.vpp.codes import error_in
from pymdm.vpp.models import Asset

__all__ = ["Batch", "Event", "EventStatus", "Failure", "Outcome", "Success"]


@attrs.frozen(kw_only=True)
class Batch:
    """One request that Apple accepted, with what it asked for.  It is not carried out yet.

    Attributes:
        event_id: what Apple calls it.
        type: what it does; empty where only its identifier is known.
        assets, serials, client_user_ids: for each asset each of the others; of a revocation and of users
            there are no assets.
    """

    event_id: str
    type: EventType | str = ""
    assets: tuple[Asset, ...] = ()
    serials: tuple[str, ...] = ()
    client_user_ids: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Event:
    """A change that Apple accepted, in as many batches as its limits made necessary."""

    batches: tuple[Batch, ...] = ()

    @property
    def event_ids(self) -> tuple[str, ...]:
        """What Apple calls them."""
        return tuple(batch.event_id for batch in self.batches)


@attrs.frozen(kw_only=True)
class Failure:
    """What did not happen to a device or user; a value, not an exception.

    Attributes:
        error: why, such as a `NoLicensesLeft`; not raised.
        serial: of the device; empty for a user, and where Apple names nobody.
        client_user_id: of the user; empty for a device, and where Apple names nobody.
        assets: those that are meant; () for all of the batch.
        event_id: of the batch.
    """

    error: VPPError
    serial: str = ""
    client_user_id: str = ""
    assets: tuple[Asset, ...] = ()
    event_id: str = ""


@attrs.frozen(kw_only=True)
class Success:
    """What no failure speaks of once Apple is done.  Believe the device, not this (F46).

    Attributes:
        asset: None for users and revocations.
        serial, client_user_id: one of the two is empty.
        event_id: of the batch.
    """

    asset: Asset | None = None
    serial: str = ""
    client_user_id: str = ""
    event_id: str = ""


@attrs.frozen(kw_only=True)
class EventStatus:
    """How far Apple is with one batch.

    Attributes:
        event_id: which.
        state: `EventState`, or another word.
        type: `EventType`, or another word.
        requested, completed: parts of it, such as an asset for a device.
        failures: one for each device or user that Apple names.
        raw: what Apple sent.
    """

    event_id: str
    state: EventState | str
    type: EventType | str = ""
    requested: int = 0
    completed: int = 0
    failures: tuple[Failure, ...] = ()
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)

    @property
    def finished(self) -> bool:
        """Apple is done with it, well or not."""
        return self.state in (EventState.COMPLETE, EventState.FAILED)

    @classmethod
    def decode(cls, found: Mapping[str, Any], *, event_id: str) -> EventStatus:
        """Read an answer.

        Raises:
            DecodeError: its failures are none.
        """
        state = text(found, "eventStatus").upper()
        return cls(
            event_id=event_id,
            state=known(EventState, state),
            type=known(EventType, text(found, "eventType")),
            requested=integer(found, "numRequested") or 0,
            completed=integer(found, "numCompleted") or 0,
            failures=tuple(each for row in objects(found, "failures") for each in _failures(row, event_id)),
            raw=found,
        )


@attrs.frozen(kw_only=True)
class Outcome:
    """What became of a change, all its batches together.

    Attributes:
        statuses: one for each batch, in the order of the batches.
        event: the change itself.
    """

    event: Event
    statuses: tuple[EventStatus, ...] = ()

    @property
    def finished(self) -> bool:
        """Apple is done with all of it."""
        return len(self.statuses) == len(self.event.batches) and all(each.finished for each in self.statuses)

    @property
    def succeeded(self) -> bool:
        """Apple is done, and says of nothing that it failed."""
        return (
            self.finished
            and not self.failures
            and all(each.state == EventState.COMPLETE for each in self.statuses)
        )

    @property
    def requested(self) -> int:
        """Parts, as Apple counts them."""
        return sum(each.requested for each in self.statuses)

    @property
    def completed(self) -> int:
        """Parts that are done, as Apple counts them."""
        return sum(each.completed for each in self.statuses)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """All of them."""
        return tuple(failure for status in self.statuses for failure in status.failures)

    def successes(self) -> Iterator[Success]:
        """What no failure speaks of, batch by batch; of batches that Apple is done with.

        Where Apple says neither which asset nor which device a failure is about, the whole batch is in doubt
        and yields none.
        """
        for batch, status in zip(self.event.batches, self.statuses, strict=False):
            if status.finished:
                yield from _successes(batch, status)


def _failures(row: Mapping[str, Any], event_id: str) -> Iterator[Failure]:
    info = row.get("errorInfo")
    info = info if type(info) is dict else {}
    assets = _assets(info)
    error = error_in(row)
    named = False
    for serial in texts(info, "serialNumbers"):
        named = True
        yield Failure(error=error, serial=serial, assets=assets, event_id=event_id)
    for user in texts(info, "clientUserIds"):
        named = True
        yield Failure(error=error, client_user_id=user, assets=assets, event_id=event_id)
    if not named:
        yield Failure(error=error, assets=assets, event_id=event_id)


def _assets(info: Mapping[str, Any]) -> tuple[Asset, ...]:
    """Those of a failure; if one cannot be read, (): then all of the batch are in doubt, and none is lost."""
    try:
        return tuple(Asset.decode(each) for each in objects(info, "assets"))
    except DecodeError:
        return ()


def _failed(
    batch: Batch, status: EventStatus, asked: set[tuple[str, str]]
) -> set[tuple[Asset | None, str, str]]:
    """What failures speak of, of what was asked for: an answer that names a million others stays cheap (T67).

    A failure whose assets are none of the batch's, as where the quality is left out, is about all of them.
    """
    failed: set[tuple[Asset | None, str, str]] = set()
    meant: set[Asset] = set()
    last: tuple[Asset, ...] = ()  # those of one row are one tuple, however many the row names
    for failure in status.failures:
        who = (failure.serial, failure.client_user_id)
        if who not in asked:
            continue
        if failure.assets is not last:
            last, meant = failure.assets, set(batch.assets).intersection(failure.assets)
        failed |= {(asset, *who) for asset in meant} or {(None, *who)}
    return failed


def _successes(batch: Batch, status: EventStatus) -> Iterator[Success]:
    targets = [(serial, "") for serial in batch.serials] + [("", user) for user in batch.client_user_ids]
    failed = _failed(batch, status, {("", ""), *targets})
    if (None, "", "") in failed or (status.state == EventState.FAILED and not status.failures):
        return
    for asset in batch.assets or (None,):
        for serial, user in targets:
            if failed.isdisjoint(((asset, serial, user), (None, serial, user), (asset, "", ""))):
                yield Success(asset=asset, serial=serial, client_user_id=user, event_id=batch.event_id)
