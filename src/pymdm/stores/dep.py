"""Devices of the enrollment program over any database that has rows: `pymdm.dep.sync.DEPStore`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import attrs

from pymdm.crypto import Secret
from pymdm.dep._words import AssignOutcome
from pymdm.dep.devices import Device
from pymdm.dep.sync import merging
from pymdm.dep.sync.merging import Change
from pymdm.dep.sync.records import DeviceRecord, Lease, Position, SyncState
from pymdm.dep.sync.store import DeviceCounts, PageCounts
from pymdm.dep.tokens import ServerToken
from pymdm.errors import Conflict
from pymdm.stores._dep_memory import MemoryDEPTransactions
from pymdm.stores._dep_rows import DEPRows, DEPTransactions

__all__ = ["DEPRowStore", "MemoryDEPStore"]

#: The longest time that anybody has a lease for without a word.  One that ends later was taken by a clock
#: that was ahead; who is really at it loses it without harm.
_LONGEST_LEASE: Final = timedelta(days=1)

_COUNTED: Final = {
    Change.ADDED: "added",
    Change.CHANGED: "changed",
    Change.DELETED: "deleted",
    Change.SAME: "same",
    Change.OLD: "old",
}


class DEPRowStore:
    """A ``pymdm.dep.sync.DEPStore`` over your transactions: bring the rows, get the verbs."""

    def __init__(self, transactions: DEPTransactions) -> None:
        self._transactions = transactions

    # ── synchronizing ────────────────────────────────────────────────────────────────────────────

    def begin(
        self, server: str, /, *, owner: str, at: datetime, lasts: timedelta, take_over: bool = False
    ) -> tuple[Lease, SyncState]:
        """Take the lease, making the server if it is new.  Raises Conflict if somebody else has it."""

        def work(rows: DEPRows) -> tuple[Lease, SyncState]:
            state = rows.server(server) or SyncState(server=server)
            held = state.leased_until is not None and (
                at < state.leased_until <= at + max(lasts, _LONGEST_LEASE)
            )
            if held and not take_over:
                raise Conflict(
                    "this server is being synchronized by another process; if that has died, its lease ends "
                    f"{state.leased_until:%Y-%m-%d %H:%M:%S} UTC, or take it over"
                )
            state = attrs.evolve(state, fence=state.fence + 1, owner=owner, leased_until=at + lasts)
            rows.save_server(state)
            return Lease(server=server, fence=state.fence, lasts=lasts), state

        return self._transactions.write("dep.begin", work)

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
        """Store devices and position together.  Raises Conflict if either is not what it should be."""

        def work(rows: DEPRows) -> PageCounts:
            state = _held(rows, lease)
            if state.position != before:
                raise Conflict("the server is not where this synchronization took it: it was moved since")
            counts = _merge_all(
                rows,
                devices,
                partial(merging.merge, server=lease.server, listing=before.listing, listed=listed, at=at),
                server=lease.server,
            )
            rows.save_server(attrs.evolve(state, position=after, leased_until=at + lease.lasts))
            return counts

        return self._transactions.write("dep.page", work)

    def settle(
        self, lease: Lease, /, *, gone: Sequence[str], present: Sequence[str], listing: int, at: datetime
    ) -> int:
        """Mark missing devices as deleted, or as reported."""

        def work(rows: DEPRows) -> int:
            _renew(rows, lease, at)
            known = rows.records(lease.server, gone).values()
            missing = [each for each in known if each.deleted_at is None and each.listing < listing]
            rows.change(lease.server, [merging.gone(each, at) for each in missing])
            rows.touch(lease.server, present, listing)
            return len(missing)

        return self._transactions.write("dep.settle", work)

    def ask(
        self, lease: Lease, profile_uuid: str, serials: Sequence[str], /, *, at: datetime
    ) -> tuple[str, ...]:
        """Note that Apple is about to be asked; gives those for whom it may be asked."""

        def work(rows: DEPRows) -> tuple[str, ...]:
            _renew(rows, lease, at)
            known = rows.records(lease.server, serials)
            changed, allowed = [], []
            for serial, record in known.items():
                now, may = merging.asked(record, profile_uuid, at)
                if now is not record:
                    changed.append(now)
                if may:
                    allowed.append(serial)
            rows.change(lease.server, changed)
            return tuple(allowed)

        return self._transactions.write("dep.ask", work)

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
        """Keep what Apple has answered."""

        def now(record: DeviceRecord, outcome: AssignOutcome | str | None) -> DeviceRecord:
            if outcome is None:
                return merging.unanswered(record)
            return merging.answered(record, profile_uuid, outcome, at, wait=wait)

        def work(rows: DEPRows) -> None:
            _renew(rows, lease, at)
            known = rows.records(lease.server, outcomes)
            rows.change(lease.server, [now(record, outcomes[serial]) for serial, record in known.items()])

        self._transactions.write("dep.answered", work)

    def end(self, lease: Lease, /) -> None:
        """Give the lease back, if it is still the last."""

        def work(rows: DEPRows) -> None:
            state = rows.server(lease.server)
            if state is not None and state.fence == lease.fence:
                rows.save_server(attrs.evolve(state, owner="", leased_until=None))

        self._transactions.write("dep.end", work)

    # ── reading ──────────────────────────────────────────────────────────────────────────────────

    def state(self, server: str, /) -> SyncState | None:
        """How far a server is; None if it is not known."""
        return self._transactions.read(lambda rows: rows.server(server))

    def servers(self) -> tuple[SyncState, ...]:
        """All servers in the order of their keys."""
        return self._transactions.read(lambda rows: tuple(rows.servers()))

    def devices(
        self, server: str, /, *, after: str = "", limit: int = 1000, serials: Sequence[str] | None = None
    ) -> tuple[DeviceRecord, ...]:
        """Records in the order of their serial numbers, also deleted ones."""
        if serials is not None:
            found = self._transactions.read(lambda rows: rows.records(server, serials))
            return tuple(found[serial] for serial in sorted(found))
        return self._transactions.read(lambda rows: tuple(rows.devices(server, after, limit)))

    def counts(self, server: str, /) -> DeviceCounts:
        """How many devices there are."""

        def work(rows: DEPRows) -> DeviceCounts:
            state = rows.server(server)
            return rows.counts(server, state.position.listing) if state is not None else DeviceCounts()

        return self._transactions.read(work)

    def missing(self, server: str, /, *, listing: int, after: str, limit: int) -> tuple[str, ...]:
        """Serial numbers of devices that were not reported in or since that listing."""
        return self._transactions.read(lambda rows: tuple(rows.missing(server, listing, after, limit)))

    def assignable(self, server: str, /, *, at: datetime, after: str, limit: int) -> tuple[DeviceRecord, ...]:
        """Records without a profile that are not to be left alone now."""
        return self._transactions.read(lambda rows: tuple(rows.assignable(server, at, after, limit)))

    # ── secrets ──────────────────────────────────────────────────────────────────────────────────

    def token(self, server: str, /) -> ServerToken | None:
        """The server's token."""
        kept = self._transactions.read(lambda rows: rows.secret(server, "token"))
        return None if kept is None else ServerToken.from_json(kept)

    def keep_token(self, token: ServerToken, /) -> None:
        """Keep a token in place of the one before.  Raises Conflict if that one ends later."""

        def work(rows: DEPRows) -> None:
            kept = _secret_of(rows, token.consumer_key, "token")
            if kept is not None:
                try:
                    token.check_replaces(ServerToken.from_json(kept))
                except ValueError as error:
                    raise Conflict(str(error)) from None
            rows.put_secret(token.consumer_key, "token", token.to_json())

        self._transactions.write("dep.token", work)

    @property
    def sessions(self) -> _Sessions:
        """Where sessions with Apple are kept, for all processes that share the store."""
        return _Sessions(self._transactions)


class _Sessions:
    """`pymdm.dep.session.SessionStore` over the same rows."""

    def __init__(self, transactions: DEPTransactions) -> None:
        self._transactions = transactions

    def get(self, consumer_key: str) -> Secret[str] | None:
        kept = self._transactions.read(lambda rows: rows.secret(consumer_key, "session"))
        return None if kept is None else Secret(kept.decode())

    def put(self, consumer_key: str, token: Secret[str], *, expected: Secret[str] | None) -> bool:
        def work(rows: DEPRows) -> bool:
            kept = _secret_of(rows, consumer_key, "session")
            if kept != (None if expected is None else expected.reveal().encode()):
                return False
            rows.put_secret(consumer_key, "session", token.reveal().encode())
            return True

        return self._transactions.write("dep.session", work)


class MemoryDEPStore(DEPRowStore):
    """All of it over dictionaries, under one lock: for tests, and gone with the process."""

    def __init__(self) -> None:
        super().__init__(MemoryDEPTransactions())


def _secret_of(rows: DEPRows, server: str, name: str) -> bytes | None:
    if rows.server(server) is None:
        rows.save_server(SyncState(server=server))
        return None
    return rows.secret(server, "token" if name == "token" else "session")


def _held(rows: DEPRows, lease: Lease) -> SyncState:
    """The server's state; Conflict if another one has taken the lease."""
    state = rows.server(lease.server)
    if state is None or state.fence != lease.fence:
        raise Conflict("another process has taken over the synchronization of this server")
    return state


def _renew(rows: DEPRows, lease: Lease, at: datetime) -> None:
    rows.save_server(attrs.evolve(_held(rows, lease), leased_until=at + lease.lasts))


def _merge_all(
    rows: DEPRows,
    devices: Sequence[Device],
    merge: Callable[..., tuple[DeviceRecord, Change]],
    *,
    server: str,
) -> PageCounts:
    known = rows.records(server, {device.serial_number for device in devices})
    now: dict[str, DeviceRecord] = {}
    changed: set[str] = set()
    counts = dict.fromkeys(_COUNTED.values(), 0)
    for device in devices:
        serial = device.serial_number
        now[serial], change = merge(now.get(serial) or known.get(serial), device)
        counts[_COUNTED[change]] += 1
        if change is not Change.SAME and change is not Change.OLD:
            changed.add(serial)
    rows.add(server, [record for serial, record in now.items() if serial not in known])
    rows.change(server, [now[serial] for serial in changed if serial in known])
    seen = [
        serial
        for serial, record in now.items()
        if serial in known and serial not in changed and record.listing != known[serial].listing
    ]
    if seen:
        rows.touch(server, seen, now[seen[0]].listing)
    return PageCounts(**counts)
