"""What synchronizing and jobs ask of a store: each method is one transaction.

`pymdm.stores` has one in memory and one in SQLite, and `pymdm.testing.vpp_store_contract` the checks that
another one has to pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

import attrs

from pymdm.vpp.models import Assignment, OwnedAsset, User
from pymdm.vpp.notifications import Notification
from pymdm.vpp.sync.records import Job, JobFailure, JobState, Kind, Location, Position, Work
from pymdm.vpp.tokens import ContentToken

__all__ = ["EntryCounts", "VPPStore"]


@attrs.frozen(kw_only=True)
class EntryCounts:
    """How many rows a list of a location has, and how many of them its last reading lacks."""

    present: int = 0
    missing: int = 0


class VPPStore(Protocol):
    """Locations, lists, jobs and notifications of any number of locations.

    All times are aware.  Faults of the database are `StorageError`; a location that is not there is
    `LookupError`.
    """

    def add_location(self, uid: str, token: ContentToken, /, *, name: str = "", at: datetime) -> Location:
        """Keep a location with its token, sealed; one that is there gets the token.

        Raises:
            Conflict: the token that is kept ends later, or is another organization's.
        """

    def keep_bearer_hash(self, uid: str, bearer_hash: str, /) -> None:
        """Keep the SHA-256 of what notifications carry; empty: none are taken."""

    def location(self, uid: str, /) -> Location | None:
        """The location; None if it is not known."""

    def locations(self) -> tuple[Location, ...]:
        """All, in the order of their ``uid``."""

    def token(self, uid: str, /) -> ContentToken | None:
        """The content token of a location."""

    def position(self, uid: str, kind: Kind, /) -> Position:
        """How far a list is read."""

    def store_page(
        self,
        uid: str,
        kind: Kind,
        rows: Sequence[OwnedAsset | User | Assignment],
        /,
        *,
        before: Position,
        after: Position,
    ) -> None:
        """Store rows, as of the reading ``after.listing``, and the position, in one transaction.

        Raises:
            Conflict: the position is not ``before``; nothing is stored.
        """

    def sweep(self, uid: str, kind: Kind, /, *, position: Position, limit: int) -> int:
        """Remove so many rows at most that the reading ``position.listing`` lacks; how many were.

        Raises:
            Conflict: the position is another one; nothing is removed.
        """

    def counts(self, uid: str, kind: Kind, /) -> EntryCounts:
        """How many rows there are."""

    def assets(self, uid: str, /, *, after: str = "", limit: int = 1000) -> tuple[OwnedAsset, ...]:
        """In the order of `asset_key`."""

    def users(self, uid: str, /, *, after: str = "", limit: int = 1000) -> tuple[User, ...]:
        """In the order of their identifiers."""

    def assignments(self, uid: str, /, *, after: str = "", limit: int = 1000) -> tuple[Assignment, ...]:
        """In the order of `assignment_key`."""

    def assignments_of(
        self, uid: str, /, *, serial: str = "", client_user_id: str = ""
    ) -> tuple[Assignment, ...]:
        """What one device or user has."""

    def add_jobs(self, uid: str, works: Iterable[Work], /, *, at: datetime) -> tuple[Job, ...]:
        """Keep jobs, all or none, before Apple hears of them."""

    def job(self, number: int, /) -> Job | None:
        """One job."""

    def jobs(
        self, uid: str, /, *, open_only: bool = False, after: int = 0, limit: int = 1000
    ) -> tuple[Job, ...]:
        """In the order of their numbers."""

    def asking(self, number: int, /) -> bool:
        """Note that Apple is about to be asked; False if somebody else has been, and it is not to be."""

    def accepted(self, number: int, event_ids: Sequence[str], /) -> None:
        """Keep what Apple calls a job."""

    def finish(
        self,
        number: int,
        state: JobState,
        /,
        *,
        done: Iterable[Assignment] = (),
        failures: Sequence[JobFailure] = (),
        completed: int = 0,
        requested: int = 0,
        at: datetime,
    ) -> bool:
        """End a job, and keep what has changed hands by it, together; False if it had ended before.

        With a revocation, everything that those it names had is forgotten, and listed again.
        """

    def take_note(self, note: Notification, /, *, at: datetime) -> bool:
        """Do what a notification says, once for each ``notification_id``; False if it was done before.

        What it says of a job that is open and `Job.alone` is kept at once.  Anything else makes the list
        that it is about be read at the next synchronization, whatever Apple's ``versionId`` then is.
        """

    def forget_notes(self, before: datetime, /) -> int:
        """Forget that notifications were seen, if that was earlier; how many."""
