"""What is kept of a location of Apps and Books: itself, how far its lists are read, and its jobs."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import attrs

from pymdm.vpp._words import EventType
from pymdm.vpp.models import Asset, Assignment, OwnedAsset, User

__all__ = [
    "Job",
    "JobFailure",
    "JobState",
    "Kind",
    "Location",
    "Position",
    "Work",
    "asset_key",
    "assignment_key",
    "assignment_of",
    "entries_of",
]

#: Not kept of a user: whoever has it can put their own Apple Account in the user's place.
_NOT_KEPT: Final = frozenset({"inviteCode", "inviteUrl"})


class Kind(enum.StrEnum):
    """What Apple lists."""

    ASSETS = "assets"
    USERS = "users"
    ASSIGNMENTS = "assignments"


@attrs.frozen(kw_only=True)
class Location:
    """A location whose licenses are managed here.

    Attributes:
        uid: What Apple calls it.
        name: For people.
        bearer_hash: SHA-256, in hexadecimal digits, of what its notifications carry; empty: it takes none.
        added_at: When it was stored first.
    """

    uid: str
    name: str = ""
    bearer_hash: str = attrs.field(default="", repr=False)
    added_at: datetime


@attrs.frozen(kw_only=True)
class Position:
    """How far one list of a location is read; kept by compare-and-set, with the rows of the same page.

    Attributes:
        listing: Number of the last reading that was begun; 0 before the first.
        version: Apple's ``versionId`` of the last reading that came to its end; empty if there is none.
        reading: That of the reading under way; empty if none is.
        pages: How many pages of it are stored.  A reading that was cut off is begun again.
        unswept: It came to its end, and what it lacks has not been dealt with.
        stirred: Grows when a job takes rows away; a page that was asked for before that is not stored.
        due: Something was told, since the last reading was begun, that it may not have.
        completed_at: When the last complete reading was stored.
    """

    listing: int = 0
    version: str = ""
    reading: str = ""
    pages: int = 0
    unswept: bool = False
    stirred: int = 0
    due: bool = False
    completed_at: datetime | None = None


class JobState(enum.StrEnum):
    """How far a job is."""

    NEW = "new"
    ASKED = "asked"
    """Apple is being asked, or was when a process died: whether it accepted is not known."""
    ACCEPTED = "accepted"
    DONE = "done"
    """Apple has carried it out, by its own word, but for the failures that are kept."""
    REFUSED = "refused"
    """Apple has accepted none of it."""
    UNCLEAR = "unclear"
    """A revocation whose answer was lost, or an event that Apple knows no more; the next listing tells."""

    @property
    def is_open(self) -> bool:
        """Something is still to be done."""
        return self in (JobState.NEW, JobState.ASKED, JobState.ACCEPTED)


@attrs.frozen(kw_only=True)
class Work:
    """What is to be done: for each asset each device and user, or a revocation, which has no assets."""

    type: EventType
    assets: tuple[Asset, ...] = ()
    serials: tuple[str, ...] = ()
    client_user_ids: tuple[str, ...] = ()

    @property
    def targets(self) -> frozenset[tuple[str, str]]:
        """Devices and users, as pairs of which one half is empty."""
        return frozenset(
            {(name, "") for name in self.serials} | {("", name) for name in self.client_user_ids}
        )

    @property
    def pairs(self) -> int:
        """How many licenses change hands; 0 for a revocation, of which nobody knows."""
        return len(self.assets) * (len(self.serials) + len(self.client_user_ids))

    def meets(self, other: Work) -> bool:
        """Both are about the same license of somebody."""
        if self.assets and other.assets and not set(self.assets) & set(other.assets):
            return False
        return not self.targets.isdisjoint(other.targets)


@attrs.frozen(kw_only=True)
class JobFailure:
    """What did not happen, as Apple said it.

    Attributes:
        code: Apple's number, as text.
        serial, client_user_id: Whom it is about; both are empty where Apple names nobody.
        assets: Which, as "adamId/pricingParam"; () for all of the job.
    """

    code: str
    serial: str = ""
    client_user_id: str = ""
    assets: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Job:
    """One request to Apple, kept before it is sent.

    Attributes:
        number: In the order in which they were planned; Apple carries them out in the same.
        uid: The location.
        work: What is to be done.
        state: How far it is.
        event_ids: What Apple calls it; more than one if its limits were lower than they had been.
        asked: How often Apple was asked to do it.
        alone: No other job that was open was about the same; only then may a notification, which can be
            late, change what is known.
        told: Pairs that notifications have told of, also some that failed.
        completed, requested: As Apple counts them.
        failures: What did not happen.
        created_at, finished_at: When; None while it is open.
    """

    number: int = 0
    uid: str
    work: Work = attrs.field(repr=False)
    state: JobState = JobState.NEW
    event_ids: tuple[str, ...] = ()
    asked: int = 0
    alone: bool = True
    told: int = 0
    completed: int = 0
    requested: int = 0
    failures: tuple[JobFailure, ...] = attrs.field(default=(), repr=False)
    created_at: datetime
    finished_at: datetime | None = None


def asset_key(asset: Asset) -> str:
    """The key of an asset, and the beginning of those of its assignments."""
    return f"{asset.adam_id}/{asset.pricing_param}"


def assignment_key(asset: Asset, serial: str, client_user_id: str) -> str:
    """The key of an assignment."""
    return f"{asset.adam_id}/{asset.pricing_param}/{f's/{serial}' if serial else f'u/{client_user_id}'}"


def assignment_of(key: str) -> Assignment:
    """The assignment that has this key."""
    adam_id, pricing_param, what, name = key.split("/", 3)
    asset = Asset(adam_id, pricing_param)
    return (
        Assignment(asset=asset, serial=name) if what == "s" else Assignment(asset=asset, client_user_id=name)
    )


def entries_of(rows: Sequence[OwnedAsset | User | Assignment]) -> list[tuple[str, str]]:
    """Key and data, as they are stored; an assignment is all in its key."""
    return [_entry(row) for row in rows]


def _entry(row: OwnedAsset | User | Assignment) -> tuple[str, str]:
    if isinstance(row, Assignment):
        return assignment_key(row.asset, row.serial, row.client_user_id), ""
    if isinstance(row, OwnedAsset):
        return asset_key(row.asset), _data(row.raw)
    return row.client_user_id, _data({key: value for key, value in row.raw.items() if key not in _NOT_KEPT})


def _data(raw: Mapping[str, Any]) -> str:
    return json.dumps(raw, sort_keys=True, separators=(",", ":"))
