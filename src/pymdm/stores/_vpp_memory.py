"""Rows of Apps and Books in dictionaries, and how a transaction is taken back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from datetime import datetime
from heapq import nsmallest
from typing import Any, TypeVar

import attrs

from pymdm.stores._steps import reach
from pymdm.stores._vpp_rows import VPPRows
from pymdm.vpp.sync.records import Job, Kind, Location, Position
from pymdm.vpp.sync.store import EntryCounts

__all__ = ["MemoryVPPTransactions"]

R = TypeVar("R")
_MISSING: Any = object()


class MemoryVPPTransactions:
    """One lock, one set of dictionaries; what a failed transaction wrote is put back."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._rows = _MemoryVPPRows()

    def write(self, name: str, work: Callable[[VPPRows], R], /) -> R:
        """See `VPPTransactions`."""
        with self._lock:
            self._rows.journal.clear()
            try:
                done = work(self._rows)
                reach(f"{name}.before-commit")
            except BaseException:
                self._rows.take_back()
                raise
        reach(f"{name}.after-commit")
        return done

    def read(self, work: Callable[[VPPRows], R], /) -> R:
        """See `VPPTransactions`."""
        with self._lock:
            return work(self._rows)


class _MemoryVPPRows:
    """All rows.  Every write goes through `_put` or `_drop`, which note how to take it back."""

    def __init__(self) -> None:
        self.journal: list[tuple[MutableMapping[Any, Any], Any, Any]] = []
        self._locations: dict[str, Location] = {}
        self._tokens: dict[str, bytes] = {}
        self._positions: dict[tuple[str, Kind], Position] = {}
        self._entries: dict[tuple[str, Kind], dict[str, tuple[str, int]]] = {}
        self._jobs: dict[int, Job] = {}
        self._events: dict[tuple[str, str], int] = {}
        self._seen: dict[tuple[str, str], datetime] = {}

    def take_back(self) -> None:
        while self.journal:
            table, key, value = self.journal.pop()
            if value is _MISSING:
                table.pop(key, None)
            else:
                table[key] = value

    def _put(self, table: MutableMapping[Any, Any], key: Any, value: Any) -> None:
        self.journal.append((table, key, table.get(key, _MISSING)))
        table[key] = value

    def _drop(self, table: MutableMapping[Any, Any], key: Any) -> None:
        self.journal.append((table, key, table.get(key, _MISSING)))
        table.pop(key, None)

    def location(self, uid: str, /) -> Location | None:
        return self._locations.get(uid)

    def locations(self) -> Sequence[Location]:
        return [self._locations[uid] for uid in sorted(self._locations)]

    def save_location(self, location: Location, /) -> None:
        self._put(self._locations, location.uid, location)

    def token(self, uid: str, /) -> bytes | None:
        return self._tokens.get(uid)

    def put_token(self, uid: str, token: bytes, /) -> None:
        self._put(self._tokens, uid, token)

    def position(self, uid: str, kind: Kind, /) -> Position:
        return self._positions.get((uid, kind), Position())

    def save_position(self, uid: str, kind: Kind, position: Position, /) -> None:
        self._put(self._positions, (uid, kind), position)

    def entry(self, uid: str, kind: Kind, key: str, /) -> tuple[str, int] | None:
        return self._entries.get((uid, kind), {}).get(key)

    def put(self, uid: str, kind: Kind, entries: Iterable[tuple[str, str]], listing: int, /) -> None:
        table = self._entries.setdefault((uid, kind), {})
        for key, data in entries:
            self._put(table, key, (data, listing))

    def remove(self, uid: str, kind: Kind, keys: Iterable[str], /) -> None:
        table = self._entries.setdefault((uid, kind), {})
        for key in keys:
            self._drop(table, key)

    def scan(self, uid: str, kind: Kind, after: str, limit: int, /) -> Sequence[tuple[str, str]]:
        table = self._entries.get((uid, kind), {})
        return [(key, table[key][0]) for key in nsmallest(limit, (key for key in table if key > after))]

    def missing(self, uid: str, kind: Kind, listing: int, limit: int, /) -> Sequence[str]:
        table = self._entries.get((uid, kind), {})
        return nsmallest(limit, (key for key, (_, seen) in table.items() if seen < listing))

    def counts(self, uid: str, kind: Kind, listing: int, /) -> EntryCounts:
        rows = self._entries.get((uid, kind), {}).values()
        return EntryCounts(present=len(rows), missing=sum(seen < listing for _, seen in rows))

    def job(self, number: int, /) -> Job | None:
        return self._jobs.get(number)

    def jobs(self, uid: str, after: int, limit: int, /, *, open_only: bool) -> Sequence[Job]:
        found = [
            job
            for job in self._jobs.values()
            if job.uid == uid and job.number > after and (job.state.is_open or not open_only)
        ]
        return sorted(found, key=lambda job: job.number)[:limit]

    def add_job(self, job: Job, /) -> Job:
        made = attrs.evolve(job, number=max(self._jobs, default=0) + 1)
        self._put(self._jobs, made.number, made)
        return made

    def save_job(self, job: Job, /) -> None:
        self._put(self._jobs, job.number, job)

    def told(self, uid: str, event_id: str, /) -> Job | None:
        number = self._events.get((uid, event_id))
        return None if number is None else self._jobs[number]

    def add_events(self, uid: str, number: int, event_ids: Iterable[str], /) -> None:
        for event_id in event_ids:
            self._put(self._events, (uid, event_id), number)

    def see(self, uid: str, notification_id: str, at: datetime, /) -> bool:
        if (uid, notification_id) in self._seen:
            return False
        self._put(self._seen, (uid, notification_id), at)
        return True

    def forget(self, before: datetime, /) -> int:
        old = [key for key, at in self._seen.items() if at < before]
        for key in old:
            self._drop(self._seen, key)
        return len(old)
