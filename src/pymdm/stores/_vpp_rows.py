"""What the part of a store for Apps and Books needs of a database.

The methods decide nothing; what a verb does with them is written once in ``pymdm.stores.vpp``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from pymdm.vpp.sync.records import Job, Kind, Location, Position
from pymdm.vpp.sync.store import EntryCounts

__all__ = ["VPPRows", "VPPTransactions"]

R = TypeVar("R")


class VPPRows(Protocol):
    """One transaction.  ``uid`` names a location that is there, but for the first three methods."""

    def location(self, uid: str, /) -> Location | None:
        """A location."""

    def locations(self) -> Sequence[Location]:
        """All, in the order of their ``uid``."""

    def save_location(self, location: Location, /) -> None:
        """Insert it, or store all of it but its token."""

    def token(self, uid: str, /) -> bytes | None:
        """The token, which is kept sealed."""

    def put_token(self, uid: str, token: bytes, /) -> None:
        """Insert or replace it."""

    def position(self, uid: str, kind: Kind, /) -> Position:
        """How far a list is read; the first position if nothing is kept."""

    def save_position(self, uid: str, kind: Kind, position: Position, /) -> None:
        """Insert or replace it."""

    def entry(self, uid: str, kind: Kind, key: str, /) -> tuple[str, int] | None:
        """Data and reading of one row."""

    def put(self, uid: str, kind: Kind, entries: Iterable[tuple[str, str]], listing: int, /) -> None:
        """Insert or replace rows, which are pairs of key and data."""

    def remove(self, uid: str, kind: Kind, keys: Iterable[str], /) -> None:
        """Remove rows, if they are there."""

    def scan(self, uid: str, kind: Kind, after: str, limit: int, /) -> Sequence[tuple[str, str]]:
        """Keys and data in the order of the keys."""

    def missing(self, uid: str, kind: Kind, listing: int, limit: int, /) -> Sequence[str]:
        """Keys of rows of an earlier reading."""

    def counts(self, uid: str, kind: Kind, listing: int, /) -> EntryCounts:
        """How many rows there are; missing are those of an earlier reading."""

    def job(self, number: int, /) -> Job | None:
        """A job."""

    def jobs(self, uid: str, after: int, limit: int, /, *, open_only: bool) -> Sequence[Job]:
        """In the order of their numbers."""

    def add_job(self, job: Job, /) -> Job:
        """Insert it, with the next number."""

    def save_job(self, job: Job, /) -> None:
        """Store what changes of it: all but location and work."""

    def told(self, uid: str, event_id: str, /) -> Job | None:
        """The job of an event."""

    def add_events(self, uid: str, number: int, event_ids: Iterable[str], /) -> None:
        """Keep which job events belong to."""

    def see(self, uid: str, notification_id: str, at: datetime, /) -> bool:
        """Keep that a notification was seen; False if it was before."""

    def forget(self, before: datetime, /) -> int:
        """Forget notifications that were seen earlier; how many."""


class VPPTransactions(Protocol):
    """How a database runs transactions; see `pymdm.stores.rows.Transactions`."""

    def write(self, name: str, work: Callable[[VPPRows], R], /) -> R:
        """Run ``work`` in one transaction, durable when this returns; nothing is stored if it raises."""

    def read(self, work: Callable[[VPPRows], R], /) -> R:
        """Run ``work``, which only reads, on one consistent state."""
