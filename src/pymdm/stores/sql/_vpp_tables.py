"""The tables of Apps and Books, as they are after the last migration."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from pymdm.stores.sql._tables import _ID, _NUMBER, metadata

__all__ = ["vpp_entry", "vpp_event", "vpp_job", "vpp_listing", "vpp_location", "vpp_note"]


def _location() -> Column[int]:
    return Column("location_id", _NUMBER, ForeignKey("vpp_location.id", ondelete="CASCADE"), nullable=False)


def _key(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, primary_key=True, nullable=False)


def _owner() -> Column[int]:
    return Column(
        "location_id",
        _NUMBER,
        ForeignKey("vpp_location.id", ondelete="CASCADE"),
        primary_key=True,
        nullable=False,
    )


#: One row for each location; ``token`` is sealed.
vpp_location: Final = Table(
    "vpp_location",
    metadata,
    Column("id", _NUMBER, primary_key=True),
    Column("uid", _ID, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("bearer_hash", Text, nullable=False),
    Column("added_at", BigInteger, nullable=False),
    Column("token", LargeBinary),
)

#: How far each list of each location is read.
vpp_listing: Final = Table(
    "vpp_listing",
    metadata,
    _owner(),
    _key("kind", Integer),
    Column("listing", Integer, nullable=False),
    Column("version", Text, nullable=False),
    Column("reading", Text, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("unswept", Boolean, nullable=False),
    Column("stirred", Integer, nullable=False),
    Column("due", Boolean, nullable=False),
    Column("completed_at", BigInteger),
    sqlite_with_rowid=False,
)

#: Assets, users and assignments.  A location has millions of assignments, each of which is all in its key; so
#: there is one tree, in the order in which Apple lists them, and no index beside it.
vpp_entry: Final = Table(
    "vpp_entry",
    metadata,
    _owner(),
    _key("kind", Integer),
    _key("key", _ID),
    Column("data", Text, nullable=False),
    Column("listing", Integer, nullable=False),
    sqlite_with_rowid=False,
)

#: Changes, kept before Apple hears of them.
vpp_job: Final = Table(
    "vpp_job",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    _location(),
    Column("work", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("event_ids", Text, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("alone", Boolean, nullable=False),
    Column("told", Integer, nullable=False),
    Column("completed", Integer, nullable=False),
    Column("requested", Integer, nullable=False),
    Column("failures", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
)
# Few at any time, among all that ever were.
Index(
    "vpp_job_open",
    vpp_job.c.location_id,
    vpp_job.c.number,
    sqlite_where=text("finished_at IS NULL"),
    postgresql_where=text("finished_at IS NULL"),
)

#: Which job an event of Apple's belongs to.
vpp_event: Final = Table(
    "vpp_event",
    metadata,
    _owner(),
    _key("event_id", _ID),
    Column("job_number", _NUMBER, ForeignKey("vpp_job.number", ondelete="CASCADE"), nullable=False),
    sqlite_with_rowid=False,
)

#: Notifications that were seen.
vpp_note: Final = Table(
    "vpp_note",
    metadata,
    _owner(),
    _key("notification_id", _ID),
    Column("seen_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
