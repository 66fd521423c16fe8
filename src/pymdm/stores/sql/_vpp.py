"""Rows of Apps and Books over one SQLAlchemy connection, inside one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import attrs
from sqlalchemy import Connection, Table, and_, bindparam, delete, func, or_, select, update

from pymdm.crypto import SealKey
from pymdm.stores._codec import micros, open_column, seal_column
from pymdm.stores.sql._plain import Plain, adding
from pymdm.stores.sql._vpp_columns import (
    job_from_row,
    job_to_columns,
    location_from_row,
    position_from_row,
    position_to_columns,
    work_to_text,
)
from pymdm.stores.sql._vpp_tables import vpp_entry, vpp_event, vpp_job, vpp_listing, vpp_location, vpp_note
from pymdm.vpp.sync.records import Job, JobState, Kind, Location, Position
from pymdm.vpp.sync.store import EntryCounts

__all__ = ["VPP_LOCATION", "SQLVPPRows"]

#: The table of locations, by the name that their tokens are sealed for.
VPP_LOCATION: Final = "vpp_location"

_NUMBERS: Final = {Kind.ASSETS: 1, Kind.USERS: 2, Kind.ASSIGNMENTS: 3}

_l, _p, _e, _j, _v, _n = (
    table.c for table in (vpp_location, vpp_listing, vpp_entry, vpp_job, vpp_event, vpp_note)
)


def _updating(table: Table, here: Any, names: Iterable[str]) -> Plain:
    return Plain(update(table).where(here).values({name: bindparam(name) for name in names}))


_LOCATION: Final = Plain(select(vpp_location).where(_l.uid == bindparam("of")))
_LOCATIONS: Final = Plain(select(vpp_location).order_by(_l.uid))
_ADD_LOCATION: Final = adding(vpp_location, leave_out=("id",))
_SAVE_LOCATION: Final = _updating(vpp_location, _l.uid == bindparam("of"), ("name", "bearer_hash"))
_SAVE_TOKEN: Final = _updating(vpp_location, _l.uid == bindparam("of"), ("token",))

_LIST: Final = and_(_p.location_id == bindparam("place"), _p.kind == bindparam("what"))
_POSITION: Final = Plain(select(vpp_listing).where(_LIST))
_ADD_POSITION: Final = adding(vpp_listing)
_POSITION_NAMES: Final = [column.name for column in vpp_listing.c if not column.primary_key]
_SAVE_POSITION: Final = _updating(vpp_listing, _LIST, _POSITION_NAMES)

_OF: Final = and_(_e.location_id == bindparam("place"), _e.kind == bindparam("what"))
_ENTRY: Final = Plain(select(_e.data, _e.listing).where(_OF, _e.key == bindparam("named")))
_REMOVE: Final = Plain(delete(vpp_entry).where(_OF, _e.key == bindparam("named")))
_SCAN: Final = Plain(
    select(_e.key, _e.data).where(_OF, _e.key > bindparam("after")).order_by(_e.key).limit(bindparam("most"))
)
_MISSING: Final = Plain(
    select(_e.key).where(_OF, _e.listing < bindparam("now")).order_by(_e.key).limit(bindparam("most"))
)
_COUNTS: Final = Plain(
    select(func.count(), func.count().filter(_e.listing < bindparam("now"))).select_from(vpp_entry).where(_OF)
)

_JOB: Final = Plain(
    select(vpp_job, _l.uid).join(vpp_location, _l.id == _j.location_id).where(_j.number == bindparam("here"))
)
_MINE: Final = and_(_j.location_id == bindparam("place"), _j.number > bindparam("after"))
_OPEN: Final = or_(*(_j.state == str(state) for state in JobState if state.is_open))
_JOBS: Final = {
    False: Plain(select(vpp_job).where(_MINE).order_by(_j.number).limit(bindparam("most"))),
    True: Plain(
        select(vpp_job)
        .where(_MINE, _j.finished_at.is_(None), _OPEN)
        .order_by(_j.number)
        .limit(bindparam("most"))
    ),
}
_ADD_JOB: Final = adding(vpp_job, leave_out=("number",))
_CHANGING: Final = (
    "asked alone told completed requested state event_ids failures finished_at".split()  # noqa: SIM905
)
_SAVE_JOB: Final = _updating(vpp_job, _j.number == bindparam("here"), _CHANGING)

_EVENT: Final = Plain(
    select(_v.job_number).where(_v.location_id == bindparam("place"), _v.event_id == bindparam("named"))
)
_ADD_EVENT: Final = adding(vpp_event)
_SEEN: Final = Plain(
    select(_n.seen_at).where(_n.location_id == bindparam("place"), _n.notification_id == bindparam("named"))
)
_SEE: Final = adding(vpp_note)
_FORGET: Final = Plain(delete(vpp_note).where(_n.seen_at < bindparam("before")))


def _upsert() -> Plain:
    from sqlalchemy.dialects.sqlite import insert

    row = insert(vpp_entry).values({column.name: bindparam(column.name) for column in vpp_entry.c})
    return Plain(
        row.on_conflict_do_update(
            index_elements=("location_id", "kind", "key"),
            set_={"data": row.excluded.data, "listing": row.excluded.listing},
        )
    )


_PUT: Final = _upsert()


class SQLVPPRows:
    """`pymdm.stores._vpp_rows.VPPRows` over the tables."""

    def __init__(self, connection: Connection, seal: SealKey) -> None:
        self._connection = connection
        self._seal = seal
        self._places: dict[str, int] = {}

    def location(self, uid: str, /) -> Location | None:
        """See `VPPRows`."""
        row = _LOCATION.one(self._connection, of=uid)
        return None if row is None else location_from_row(row)

    def locations(self) -> Sequence[Location]:
        """See `VPPRows`."""
        return [location_from_row(row) for row in _LOCATIONS.all(self._connection)]

    def save_location(self, location: Location, /) -> None:
        """See `VPPRows`."""
        columns = {"name": location.name, "bearer_hash": location.bearer_hash}
        if not _SAVE_LOCATION.run(self._connection, of=location.uid, **columns).rowcount:
            added_at = micros(location.added_at)
            _ADD_LOCATION.run(self._connection, uid=location.uid, added_at=added_at, token=None, **columns)

    def token(self, uid: str, /) -> bytes | None:
        """See `VPPRows`."""
        row = _LOCATION.one(self._connection, of=uid)
        return None if row is None else open_column(self._seal, VPP_LOCATION, "token", uid, row["token"])

    def put_token(self, uid: str, token: bytes, /) -> None:
        """See `VPPRows`."""
        sealed = seal_column(self._seal, VPP_LOCATION, "token", uid, token)
        _SAVE_TOKEN.run(self._connection, of=uid, token=sealed)

    def position(self, uid: str, kind: Kind, /) -> Position:
        """See `VPPRows`."""
        row = _POSITION.one(self._connection, **self._list(uid, kind))
        return Position() if row is None else position_from_row(row)

    def save_position(self, uid: str, kind: Kind, position: Position, /) -> None:
        """See `VPPRows`."""
        columns, here = position_to_columns(position), self._list(uid, kind)
        if not _SAVE_POSITION.run(self._connection, **here, **columns).rowcount:
            _ADD_POSITION.run(self._connection, location_id=here["place"], kind=here["what"], **columns)

    def entry(self, uid: str, kind: Kind, key: str, /) -> tuple[str, int] | None:
        """See `VPPRows`."""
        row = _ENTRY.run(self._connection, **self._list(uid, kind), named=key).fetchone()
        return None if row is None else (row[0], row[1])

    def put(self, uid: str, kind: Kind, entries: Iterable[tuple[str, str]], listing: int, /) -> None:
        """See `VPPRows`."""
        fixed = {"location_id": self._place(uid), "kind": _NUMBERS[kind], "listing": listing}
        _PUT.run_all(self._connection, ({**fixed, "key": key, "data": data} for key, data in entries))

    def remove(self, uid: str, kind: Kind, keys: Iterable[str], /) -> None:
        """See `VPPRows`."""
        here = self._list(uid, kind)
        _REMOVE.run_all(self._connection, ({**here, "named": key} for key in keys))

    def scan(self, uid: str, kind: Kind, after: str, limit: int, /) -> Sequence[tuple[str, str]]:
        """See `VPPRows`."""
        cursor = _SCAN.run(self._connection, **self._list(uid, kind), after=after, most=limit)
        return [(key, data) for key, data in cursor.fetchall()]

    def missing(self, uid: str, kind: Kind, listing: int, limit: int, /) -> Sequence[str]:
        """See `VPPRows`."""
        cursor = _MISSING.run(self._connection, **self._list(uid, kind), now=listing, most=limit)
        return [row[0] for row in cursor.fetchall()]

    def counts(self, uid: str, kind: Kind, listing: int, /) -> EntryCounts:
        """See `VPPRows`."""
        rows, missing = _COUNTS.run(self._connection, **self._list(uid, kind), now=listing).fetchone()
        return EntryCounts(present=rows, missing=missing)

    def job(self, number: int, /) -> Job | None:
        """See `VPPRows`."""
        row = _JOB.one(self._connection, here=number)
        return None if row is None else job_from_row(row["uid"], row)

    def jobs(self, uid: str, after: int, limit: int, /, *, open_only: bool) -> Sequence[Job]:
        """See `VPPRows`."""
        rows = _JOBS[open_only].all(self._connection, place=self._place(uid), after=after, most=limit)
        return [job_from_row(uid, row) for row in rows]

    def add_job(self, job: Job, /) -> Job:
        """See `VPPRows`."""
        cursor = _ADD_JOB.run(
            self._connection,
            **job_to_columns(job),
            location_id=self._place(job.uid),
            work=work_to_text(job.work),
            created_at=micros(job.created_at),
        )
        return attrs.evolve(job, number=cursor.lastrowid)

    def save_job(self, job: Job, /) -> None:
        """See `VPPRows`."""
        _SAVE_JOB.run(self._connection, here=job.number, **job_to_columns(job))

    def told(self, uid: str, event_id: str, /) -> Job | None:
        """See `VPPRows`."""
        number = _EVENT.value(self._connection, place=self._place(uid), named=event_id)
        return None if number is None else self.job(number)

    def add_events(self, uid: str, number: int, event_ids: Iterable[str], /) -> None:
        """See `VPPRows`."""
        place = self._place(uid)
        for event_id in event_ids:
            if _EVENT.value(self._connection, place=place, named=event_id) is None:
                _ADD_EVENT.run(self._connection, location_id=place, event_id=event_id, job_number=number)

    def see(self, uid: str, notification_id: str, at: datetime, /) -> bool:
        """See `VPPRows`."""
        place = self._place(uid)
        if _SEEN.value(self._connection, place=place, named=notification_id) is not None:
            return False
        _SEE.run(self._connection, location_id=place, notification_id=notification_id, seen_at=micros(at))
        return True

    def forget(self, before: datetime, /) -> int:
        """See `VPPRows`."""
        return int(_FORGET.run(self._connection, before=micros(before)).rowcount)

    def _list(self, uid: str, kind: Kind) -> dict[str, int]:
        return {"place": self._place(uid), "what": _NUMBERS[kind]}

    def _place(self, uid: str) -> int:
        """The row of the location; 0, which is none, if there is none."""
        if uid not in self._places:
            row = _LOCATION.one(self._connection, of=uid)
            if row is None:
                return 0
            self._places[uid] = row["id"]
        return self._places[uid]
