"""What is kept of a server of the enrollment program: how far it is synchronized, and its devices."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import attrs

from pymdm.dep._words import AssignOutcome
from pymdm.dep.devices import Device

__all__ = ["Assignment", "DeviceRecord", "Lease", "Position", "SyncState", "data_of"]

#: Keys of a change, which are kept beside the description of the device.
CHANGE_KEYS: Final = frozenset({"op_type", "op_date"})

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


@attrs.frozen(kw_only=True)
class Lease:
    """The right to synchronize one server, until another one takes it.

    Attributes:
        server: Whose: the ``consumer_key`` of its token.
        fence: Grows with each lease; what comes with an older one is refused.
        lasts: For how long after the last write it may not be taken without asking.
    """

    server: str
    fence: int
    lasts: timedelta


@attrs.frozen(kw_only=True)
class Position:
    """How far a server is synchronized; kept by compare-and-set, with the devices of the same page.

    Attributes:
        cursor: Where the changes go on; None before the first full listing, and after Apple has forgotten it.
        spare_cursor: Where changes may go on if ``cursor`` is forgotten: of the end of the last full listing.
        listing: Number of the last full listing that was begun; 0 before the first.
        listing_began: When that was, while it is under way.
        listing_cursor: Where it goes on; None at its beginning.
        listed_at: When a full listing came to its end last.
        unswept: Devices that were missing in it have not been dealt with.
        synced_at: When everything that Apple had to tell was stored last.
    """

    cursor: str | None = None
    spare_cursor: str | None = None
    listing: int = 0
    listing_began: datetime | None = None
    listing_cursor: str | None = None
    listed_at: datetime | None = None
    unswept: bool = False
    synced_at: datetime | None = None


@attrs.frozen(kw_only=True)
class SyncState:
    """What is known of one server.

    Attributes:
        server: The ``consumer_key`` of its token.
        position: How far it is synchronized.
        fence: Of the last lease.
        owner: Who has the lease; empty if nobody.
        leased_until: When it may be taken.
    """

    server: str
    position: Position = attrs.field(factory=Position)
    fence: int = 0
    owner: str = ""
    leased_until: datetime | None = None


@attrs.frozen(kw_only=True)
class Assignment:
    """What became of the last attempt to give a device a profile.

    Attributes:
        profile_uuid: The profile.
        at: When Apple was asked, or answered.
        outcome: Apple's answer; empty while there is none.
        unanswered: How often Apple was asked in a row without an answer that was stored.
        retry_at: Before when Apple is not asked again; None: at any time.
    """

    profile_uuid: str
    at: datetime
    outcome: AssignOutcome | str = ""
    unanswered: int = 0
    retry_at: datetime | None = None


@attrs.frozen(kw_only=True)
class DeviceRecord:
    """One device of one server.  Rows are never removed, only marked as deleted.

    Attributes:
        server: The ``consumer_key`` of the server's token.
        serial_number: The device's; unique for each server.
        data: What Apple said of it last, as JSON with sorted keys, without ``op_type`` and ``op_date``.
        op_types: What happened to it at ``op_date``, in order; a last empty one if it was seen later in a
            full listing.  By this repetitions are told from news.
        op_date: When it was changed last, as far as Apple told by a change.
        listing: Number of the full listing in or after which Apple reported it last.
        first_seen_at: When it was stored first.
        changed_at: When something of it was stored last.
        deleted_at: When it was found to belong to the server no longer; None while it does.
        unassigned: It belongs to the server and has no profile.
        assignment: The last attempt to give it one.
    """

    server: str
    serial_number: str
    data: str = attrs.field(repr=False)
    op_types: tuple[str, ...] = ()
    op_date: datetime | None = None
    listing: int = 0
    first_seen_at: datetime
    changed_at: datetime
    deleted_at: datetime | None = None
    unassigned: bool = False
    assignment: Assignment | None = None

    @property
    def op_type(self) -> str:
        """The last change that Apple told; empty if none."""
        return next((word for word in reversed(self.op_types) if word), "")

    @property
    def device(self) -> Device:
        """The device as Apple described it last."""
        raw = json.loads(self.data)
        if self.op_type:
            raw["op_type"] = self.op_type
        if self.op_date is not None:
            raw["op_date"] = self.op_date.isoformat()
        return Device.decode(raw)


def data_of(raw: Mapping[str, Any]) -> str:
    """The description in one form, so that equal ones are equal texts."""
    if not CHANGE_KEYS.isdisjoint(raw):
        raw = {key: value for key, value in raw.items() if key not in CHANGE_KEYS}
    return _encode(raw)
