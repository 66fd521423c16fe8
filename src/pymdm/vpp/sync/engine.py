"""Bringing a store to what Apps and Books says, one page at a time.

    for step in pages(sync_location(session, store), send):
        print(step.kind, step.done)

Every page is stored with the position in one transaction, so that the flow may end anywhere.  A list is
begun again when Apple's ``versionId`` changes while it is read; so a list that has come to its end is one
state of the location, and what it lacks is not there.  Source: Apple's documentation, Using Paginated
Endpoints.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, TypeAlias

import attrs

from pymdm._flow import Emit, Pages
from pymdm.errors import Conflict, LocalProtocolError
from pymdm.vpp._through import through
from pymdm.vpp.models_pages import AssetPage, Page, UserPage
from pymdm.vpp.ops import asset_pages, assignment_pages, user_pages
from pymdm.vpp.session import Session
from pymdm.vpp.sync.records import Kind, Position
from pymdm.vpp.sync.store import VPPStore

__all__ = ["SyncReport", "SyncRules", "SyncStep", "sync_location"]

#: Readings of one list that one synchronization begins because our own jobs take rows away meanwhile.
MAX_READINGS: Final = 5

#: Rows that are removed in one transaction: some 10 ms, for which devices wait.
_SWEEP: Final = 2000

#: So many missing rows are always believed, however small the location: somebody can put ten right.
FEW: Final = 10

#: A version that stays the same for a day is read again anyway; it costs a request for each 1000 rows.
FULL_EVERY: Final = timedelta(days=1)

#: Share of the rows that a complete list may lack before somebody is asked.  What our own jobs have taken
#: is not counted; more than a quarter that is gone by itself is another server's work, or a token's.
MOST_MISSING: Final = 0.25

Steps: TypeAlias = Pages["SyncStep", None]


@attrs.frozen(kw_only=True)
class SyncRules:
    """How a location is synchronized.

    Attributes:
        full_every: How often users and assignments are read although Apple's version of them is the same.
        most_missing: Share of the rows that a complete list may lack; beyond that nothing is removed until
            somebody says so.
    """

    full_every: timedelta = FULL_EVERY
    most_missing: float = MOST_MISSING


@attrs.frozen(kw_only=True)
class SyncStep:
    """A page that is stored, or rows that are removed.

    Attributes:
        kind: What of.
        rows: How many it has.
        done: How many of this reading so far; it goes back when the list is begun again.
        total_pages, page: Of the list, as Apple says; None and 0 for rows that are removed.
    """

    kind: Kind
    rows: int
    done: int
    page: int = 0
    total_pages: int | None = None


@attrs.frozen(kw_only=True)
class SyncReport:
    """What one synchronization has done.

    Attributes:
        pages: Pages that Apple sent.
        read: Lists that were read to their end.
        unchanged: Lists of which Apple has the version that is kept.
        removed: How many rows were removed because a complete list lacks them.
        held: How many it lacks that were not removed, because they are too many: look at the location in
            Apple's portal, then let it be done with ``accept_removals``.
        stalled: Lists that changed each time; they are read the next time.
    """

    pages: int = 0
    read: frozenset[Kind] = frozenset()
    unchanged: frozenset[Kind] = frozenset()
    removed: dict[Kind, int] = attrs.field(factory=dict)
    held: dict[Kind, int] = attrs.field(factory=dict)
    stalled: frozenset[Kind] = frozenset()


def sync_location(
    session: Session,
    store: VPPStore,
    rules: SyncRules | None = None,
    *,
    full: bool = False,
    accept_removals: bool = False,
) -> Pages[SyncStep, SyncReport]:
    """Store the assets, users and assignments of the location that ``session.uid`` names.

    Args:
        session: With the location's token.
        store: Which knows the location.
        rules: How it is gone about.
        full: Read everything, also what has the version that is kept.
        accept_removals: Remove what a complete list lacks, however much it is.

    Raises:
        Conflict: another process synchronizes the same location.
        LocalProtocolError: the session does not say which location, or the store does not know it.
        VPPError: Apple refuses, or a list changes faster than it can be read; what came before is stored.
        TransportError: no answer came; the same.
        StorageError: the store fails; the same.
    """
    if not session.uid or store.location(session.uid) is None:
        raise LocalProtocolError("session.uid: expected a location that the store knows: see add_location")
    run = _Run(session, store, SyncRules() if rules is None else rules, full=full)
    for kind in (Kind.USERS, Kind.ASSIGNMENTS, Kind.ASSETS):  # whose counts are then the newest
        yield from run.read(kind)
        yield from run.sweep(kind, accept=accept_removals)
    return run.report()


class _Unchanged(Exception):
    """Apple has the version that is kept."""


class _Stirred(Exception):
    """A job has taken rows away since the page was asked for."""


class _Run:
    """One synchronization: where it is, and what it has done."""

    def __init__(self, session: Session, store: VPPStore, rules: SyncRules, *, full: bool) -> None:
        self._session: Final = session
        self._store: Final = store
        self._rules: Final = rules
        self._full: Final = full
        self._position = Position()
        self._done = self._pages = 0
        self._read: set[Kind] = set()
        self._unchanged: set[Kind] = set()
        self._stalled: set[Kind] = set()
        self._removed: Counter[Kind] = Counter()
        self._held: dict[Kind, int] = {}

    def report(self) -> SyncReport:
        return SyncReport(
            pages=self._pages,
            read=frozenset(self._read),
            unchanged=frozenset(self._unchanged),
            removed=dict(self._removed),
            held=self._held,
            stalled=frozenset(self._stalled),
        )

    def read(self, kind: Kind) -> Steps:
        for _ in range(MAX_READINGS):
            self._position = self._store.position(self._session.uid, kind)
            try:
                yield from through(self._listing(kind), lambda page: self._take(kind, page))
            except _Stirred:
                continue
            except _Unchanged:
                self._unchanged.add(kind)
            return
        self._stalled.add(kind)

    def sweep(self, kind: Kind, *, accept: bool) -> Steps:
        """Remove what a complete list lacks, or hold it if it is too much to be true."""
        if not self._position.unswept or kind in self._stalled:
            return
        uid, counts = self._session.uid, self._store.counts(self._session.uid, kind)
        if counts.missing > max(FEW, int(counts.present * self._rules.most_missing)) and not accept:
            self._held[kind] = counts.missing
            return
        while removed := self._moved(
            kind, lambda: self._store.sweep(uid, kind, position=self._position, limit=_SWEEP)
        ):
            self._removed[kind] += removed
            yield Emit(SyncStep(kind=kind, rows=removed, done=self._removed[kind]))
        self._moved(kind, lambda: self._save(kind, (), attrs.evolve(self._position, unswept=False)))

    def _listing(self, kind: Kind) -> Pages[Any, None]:
        if kind is Kind.ASSETS:
            return asset_pages(self._session)
        return user_pages(self._session) if kind is Kind.USERS else assignment_pages(self._session)

    def _take(self, kind: Kind, page: Page) -> Emit[SyncStep]:
        if page.reset and self._same(kind, page):
            raise _Unchanged
        rows = _rows(page)
        self._moved(kind, lambda: self._save(kind, rows, self._after(page)), stored=True)
        self._pages += 1
        self._done = len(rows) + (0 if page.reset else self._done)
        if page.is_last:
            self._read.add(kind)
        return Emit(
            SyncStep(
                kind=kind, rows=len(rows), done=self._done, page=page.index + 1, total_pages=page.total_pages
            )
        )

    def _same(self, kind: Kind, page: Page) -> bool:
        """Assets are always read: they are few, and their counts change with the assignments."""
        at, kept = self._position.completed_at, self._position
        if kind is Kind.ASSETS or self._full or at is None or kept.due or kept.reading:
            return False
        # A date in the future is of a clock that was wrong.
        fresh = abs(self._session.now - at) < self._rules.full_every
        return fresh and page.version_id != "" and page.version_id == kept.version

    def _after(self, page: Page) -> Position:
        after = self._position
        if page.reset:
            after = attrs.evolve(after, listing=after.listing + 1, pages=0, unswept=False, due=False)
        after = attrs.evolve(after, reading=page.version_id or "?", pages=after.pages + 1)
        if page.is_last:
            after = attrs.evolve(
                after, reading="", version=page.version_id, unswept=True, completed_at=self._session.now
            )
        return after

    def _save(self, kind: Kind, rows: tuple[Any, ...], after: Position) -> int:
        self._store.store_page(self._session.uid, kind, rows, before=self._position, after=after)
        self._position = after
        return 0

    def _moved(self, kind: Kind, work: Callable[[], int], *, stored: bool = False) -> int:
        """Do it, and again if only a notification or a job has moved the position meanwhile."""
        while True:
            try:
                return work()
            except Conflict:
                now, was = self._store.position(self._session.uid, kind), self._position
                if now == was or attrs.evolve(now, due=was.due, stirred=was.stirred) != was:
                    raise
                self._position = now
                if stored and now.stirred != was.stirred:
                    raise _Stirred from None


def _rows(page: Page) -> tuple[Any, ...]:
    if isinstance(page, AssetPage):
        return page.assets
    return page.users if isinstance(page, UserPage) else page.assignments
