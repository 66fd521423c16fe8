"""What a synchronization asks of a store: each method is one transaction over a batch.

`pymdm.stores` has one in memory and one in SQLite, and `pymdm.testing.dep_store_contract` the checks that
another one has to pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import attrs

from pymdm.dep._words import AssignOutcome
from pymdm.dep.devices import Device
from pymdm.dep.session import SessionStore
from pymdm.dep.sync.records import DeviceRecord, Lease, Position, SyncState
from pymdm.dep.tokens import ServerToken

__all__ = ["DEPStore", "DeviceCounts", "PageCounts"]


@attrs.frozen(kw_only=True)
class PageCounts:
    """What the devices of one page were: see `pymdm.dep.sync.merging.Change`."""

    added: int = 0
    changed: int = 0
    deleted: int = 0
    same: int = 0
    old: int = 0


@attrs.frozen(kw_only=True)
class DeviceCounts:
    """How many devices a server has.

    Attributes:
        present: Belong to it.
        missing: Belong to it, as far as is known, and were not in the last full listing nor told of since.
        unassigned: Belong to it and have no profile.
        deleted: Belonged to it once.
    """

    present: int = 0
    missing: int = 0
    unassigned: int = 0
    deleted: int = 0


class DEPStore(Protocol):
    """Devices, positions, leases and tokens of any number of servers.

    Whoever writes has a `Lease`; with one that is no longer the last, every write is `Conflict` and nothing
    is stored.  All times are aware.  Faults of the database are `StorageError`.
    """

    def begin(
        self, server: str, /, *, owner: str, at: datetime, lasts: timedelta, take_over: bool = False
    ) -> tuple[Lease, SyncState]:
        """Take the lease, making the server if it is new.

        Raises:
            Conflict: somebody else has it until later, and ``take_over`` is not given.
        """

    def store_page(
        self,
        lease: Lease,
        devices: Sequence[Device],
        /,
        *,
        listed: bool,
        before: Position,
        after: Position,
        at: datetime,
    ) -> PageCounts:
        """Store devices, and the position that they belong to, in one transaction (F42).

        ``listed`` says that they are from a full listing.  Records are merged by `merging.merge`.

        Raises:
            Conflict: the position is not ``before``, or the lease is not the last.
        """

    def settle(
        self, lease: Lease, /, *, gone: Sequence[str], present: Sequence[str], listing: int, at: datetime
    ) -> int:
        """Mark missing devices as deleted, or as reported by ``listing``; how many were marked as deleted.

        Whoever has been reported since then stays.
        """

    def ask(
        self, lease: Lease, profile_uuid: str, serials: Sequence[str], /, *, at: datetime
    ) -> tuple[str, ...]:
        """Note that Apple is about to be asked to assign; gives those for whom it may be asked."""

    def answered(
        self,
        lease: Lease,
        profile_uuid: str,
        outcomes: Mapping[str, AssignOutcome | str | None],
        /,
        *,
        at: datetime,
        wait: timedelta = timedelta(),
    ) -> None:
        """Keep what Apple has answered; None for a device of which it is known that there is no answer."""

    def end(self, lease: Lease, /) -> None:
        """Give the lease back, if it is still the last."""

    def state(self, server: str, /) -> SyncState | None:
        """How far a server is; None if it is not known."""

    def servers(self) -> tuple[SyncState, ...]:
        """All servers in the order of their keys."""

    def devices(
        self, server: str, /, *, after: str = "", limit: int = 1000, serials: Sequence[str] | None = None
    ) -> tuple[DeviceRecord, ...]:
        """Records in the order of their serial numbers, also deleted ones: after one, or those named."""

    def counts(self, server: str, /) -> DeviceCounts:
        """How many devices there are."""

    def missing(self, server: str, /, *, listing: int, after: str, limit: int) -> tuple[str, ...]:
        """Serial numbers in order: not deleted, and not reported in or since that listing."""

    def assignable(self, server: str, /, *, at: datetime, after: str, limit: int) -> tuple[DeviceRecord, ...]:
        """Records in the order of their serial numbers: without a profile, and not to be left alone now."""

    def token(self, server: str, /) -> ServerToken | None:
        """The server's token."""

    def keep_token(self, token: ServerToken, /) -> None:
        """Keep a token under its ``consumer_key``, in place of the one before.

        Raises:
            Conflict: the one that is kept ends later (`ServerToken.check_replaces`).
        """

    @property
    def sessions(self) -> SessionStore:
        """Where sessions with Apple are kept, for all processes that share the store."""
