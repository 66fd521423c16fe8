"""Bringing a store to what Apple's enrollment program says, from wherever it is, one page at a time.

    for step in pages(sync_server(session, store, rules, owner="worker 1"), send):
        print(step.kind, step.done)

Every page is stored with its cursor in one transaction, so that the flow may end anywhere, by an error, by a
signal or with the power: the next one goes on from there.  Source: MDM reference 2014, Device Enrollment
Program, Fetch Devices and Sync Devices; decision 18 argues for the order of things.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator
from contextlib import suppress
from typing import Final, TypeAlias

import attrs

from pymdm._flow import Emit, HttpRequest, HttpResponse, Pages, Sleep
from pymdm.dep.devices import DevicePage
from pymdm.dep.ops import fetch_devices, sync_devices
from pymdm.dep.session import Session
from pymdm.dep.sync._assigning import assign_profiles
from pymdm.dep.sync._sweeping import sweep
from pymdm.dep.sync.records import Lease, Position
from pymdm.dep.sync.report import SyncReport, SyncStep
from pymdm.dep.sync.rules import SyncRules
from pymdm.dep.sync.store import DEPStore, PageCounts
from pymdm.errors import CursorExpired, DEPError, StorageError, TransportError

__all__ = ["sync_server"]

#: Full listings that one synchronization begins.  Apple forgets a cursor after seven days; one that is
#: forgotten again and again is a fault that asking does not repair (F41).
MAX_LISTINGS: Final = 3

#: How often Apple is asked again from a cursor that does not move, and how often in all.  A page that was
#: made badly once is made well the second time; a listing that stands still for good is left for later.
MAX_STALLS: Final = 3
MAX_STALLS_IN_ALL: Final = 50

#: What the error of a listing says that does not move (``pymdm.dep._listing``).
_STANDS_STILL: Final = "CURSOR_STANDS_STILL"

Steps: TypeAlias = Pages[SyncStep, None]


def sync_server(
    session: Session,
    store: DEPStore,
    rules: SyncRules | None = None,
    *,
    owner: str,
    full: bool = False,
    take_over: bool = False,
    accept_deletions: bool = False,
) -> Pages[SyncStep, SyncReport]:
    """Store what has changed since the last time, list all devices if that is due, assign profiles.

    Args:
        session: With the token of the server.
        store: Where devices and positions are kept.
        rules: Which profiles new devices get, and how often all are listed.
        owner: Who does it, for people: a host name and a process.
        full: List all devices, whether it is due or not.
        take_over: Do not wait for a process that seems to be at it.  It does no harm if it still is: what it
            then brings is refused.
        accept_deletions: Mark devices that are missing in a listing as deleted, however many they are.

    Raises:
        Conflict: another process is at it, or has taken over.
        DEPError: Apple refuses; what came before is stored.
        TransportError: no answer came; the same.
        StorageError: the store fails; the same.
    """
    chosen = SyncRules() if rules is None else rules
    lease, state = store.begin(
        session.token.consumer_key, owner=owner, at=session.now, lasts=chosen.lease, take_over=take_over
    )
    run = _Run(session, store, chosen, lease, state.position)
    try:
        yield from run.bring_up_to_date(full=full)
        if run.position.unswept:
            yield from sweep(run, accept=accept_deletions)
        if chosen.assign is not None:
            yield from assign_profiles(run, chosen.assign)
        return run.report()
    finally:
        with suppress(StorageError):  # then its time ends it
            store.end(lease)


class _Run:
    """One synchronization: where it is, and what it has done."""

    def __init__(
        self, session: Session, store: DEPStore, rules: SyncRules, lease: Lease, position: Position
    ) -> None:
        self.session: Final = session
        self.store: Final = store
        self.rules: Final = rules
        self.lease: Final = lease
        self.position = position
        self.outcomes: Final[Counter[str]] = Counter()
        self.refused: Final[dict[str, str]] = {}
        self.marked_deleted = self.held = 0
        self._counts: Counter[str] = Counter()
        self._pages: Counter[str] = Counter()
        self._devices: Counter[str] = Counter()
        self._stalls: Counter[str | None] = Counter()
        self._listed = self._stalled = False
        self._listings = 0

    def report(self) -> SyncReport:
        return SyncReport(
            pages=self._pages.total(),
            listed=self._listed,
            counts=PageCounts(**self._counts),
            marked_deleted=self.marked_deleted,
            held=self.held,
            stalled=self._stalled,
            outcomes=dict(self.outcomes),
            refused=dict(self.refused),
        )

    def step(self, kind: str, devices: int) -> Emit[SyncStep]:
        self._devices[kind] += devices
        return Emit(SyncStep(kind=kind, devices=devices, done=self._devices[kind]))

    def bring_up_to_date(self, *, full: bool) -> Steps:
        """The changes first, so that a listing begins where nothing is left to be told; then the changes
        during the listing, which may be about devices that it had already passed."""
        yield from self._changes()
        while self._listings < MAX_LISTINGS and self._listing_wanted(full=full and not self._listed):
            yield from self._listing()
            if self._stalled:
                return
            yield from self._changes()

    # ── changes ──────────────────────────────────────────────────────────────────────────────────

    def _changes(self) -> Steps:
        while (cursor := self.position.cursor) is not None:
            try:
                pages = sync_devices(self.session, cursor, limit=self.rules.page)
                yield from _each(pages, self._take_changes)
            except CursorExpired:
                spare = self.position.spare_cursor
                self._move(attrs.evolve(self.position, cursor=spare, spare_cursor=None))
            except DEPError as error:
                if not self._again(error, self.position.cursor):
                    return
            else:
                return

    def _take_changes(self, page: DevicePage) -> Emit[SyncStep]:
        after = attrs.evolve(self.position, cursor=page.cursor)
        if not page.more_to_follow:
            after = attrs.evolve(after, spare_cursor=None, synced_at=self.session.now)
        return self._store("changes", page, after)

    # ── full listing ─────────────────────────────────────────────────────────────────────────────

    def _listing_wanted(self, *, full: bool) -> bool:
        at, position = self.position.listed_at, self.position
        if full or position.cursor is None or position.listing_began is not None or at is None:
            return True
        # A date in the future is of a clock that was wrong.
        return abs(self.session.now - at) >= self.rules.full_every

    def _listing(self) -> Steps:
        while True:
            began = self.position.listing_began
            if began is None or self.session.now - began >= self.rules.full_every:
                self._begin_listing()
            try:
                pages = fetch_devices(self.session, self.position.listing_cursor, limit=self.rules.page)
                yield from _each(pages, self._take_listing)
            except CursorExpired:
                self._move(attrs.evolve(self.position, listing_began=None, listing_cursor=None))
                if self._listings >= MAX_LISTINGS:
                    raise
            except DEPError as error:
                if not self._again(error, self.position.listing_cursor):
                    return
            else:
                return

    def _begin_listing(self) -> None:
        self._listings += 1
        begun = attrs.evolve(
            self.position,
            listing=self.position.listing + 1,
            listing_began=self.session.now,
            listing_cursor=None,
            unswept=False,
        )
        self._move(begun)

    def _take_listing(self, page: DevicePage) -> Emit[SyncStep]:
        after = attrs.evolve(self.position, listing_cursor=page.cursor)
        if not page.more_to_follow:
            # The older cursor, if there is one, also tells what happened while the listing was under way.
            older = self.position.cursor
            after = attrs.evolve(
                after,
                listing_began=None,
                listing_cursor=None,
                listed_at=self.session.now,
                unswept=True,
                cursor=page.cursor if older is None else older,
                spare_cursor=None if older is None else page.cursor,
            )
            self._listed = True
        return self._store("listing", page, after)

    # ── both ─────────────────────────────────────────────────────────────────────────────────────

    def _store(self, kind: str, page: DevicePage, after: Position) -> Emit[SyncStep]:
        counts = self.store.store_page(
            self.lease,
            page.devices,
            listed=kind == "listing",
            before=self.position,
            after=after,
            at=self.session.now,
        )
        self.position = after
        self._counts.update(attrs.asdict(counts))
        self._pages[kind] += 1
        return self.step(kind, len(page.devices))

    def _move(self, after: Position) -> None:
        self.store.store_page(
            self.lease, (), listed=False, before=self.position, after=after, at=self.session.now
        )
        self.position = after

    def _again(self, error: DEPError, cursor: str | None) -> bool:
        """Whether to go on from the same cursor; it stays where it is for the next synchronization."""
        if error.code != _STANDS_STILL:
            raise error
        self._stalls[cursor] += 1
        if self._stalls[cursor] < MAX_STALLS and self._stalls.total() < MAX_STALLS_IN_ALL:
            return True
        self._stalled = True
        return False

    def swept(self) -> None:
        self._move(attrs.evolve(self.position, unswept=False))


def _each(
    pages: Pages[DevicePage, None], take: Callable[[DevicePage], Emit[SyncStep]]
) -> Generator[HttpRequest | Sleep | Emit[SyncStep], HttpResponse | None, None]:
    """Hand requests and answers through, and store each page before its step is told."""
    received: HttpResponse | TransportError | None = None
    try:
        while True:
            try:
                wanted = (
                    pages.throw(received) if isinstance(received, TransportError) else pages.send(received)
                )
            except StopIteration:
                return
            received = None
            try:
                received = yield (take(wanted.item) if isinstance(wanted, Emit) else wanted)
            except TransportError as error:
                received = error
    finally:
        pages.close()
