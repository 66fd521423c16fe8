"""Rows of the enrollment program over one SQLAlchemy connection, inside one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, and_, bindparam, func, or_, select, update

from pymdm.crypto import SealKey
from pymdm.dep.sync.merging import MOST_COOL_DOWN
from pymdm.dep.sync.records import DeviceRecord, SyncState
from pymdm.dep.sync.store import DeviceCounts
from pymdm.stores._codec import micros, open_column, seal_column
from pymdm.stores._dep_rows import SecretName
from pymdm.stores.sql._dep_columns import (
    record_from_row,
    record_to_columns,
    state_from_row,
    state_to_columns,
)
from pymdm.stores.sql._dep_tables import dep_device, dep_server
from pymdm.stores.sql._plain import Plain, adding

__all__ = ["DEP_SERVER", "SQLDEPRows"]

#: The table of servers, by the name that their secrets are sealed for.
DEP_SERVER: Final = "dep_server"

_s, _d = dep_server.c, dep_device.c
_SECRETS: Final = {"token", "session"}

_SERVER: Final = Plain(select(dep_server).where(_s.server == bindparam("key")))
_SERVERS: Final = Plain(select(dep_server).order_by(_s.server))
_ADD_SERVER: Final = adding(dep_server, leave_out=("id",))
_STATE: Final = [column.name for column in dep_server.c if column.name not in {"id", "server", *_SECRETS}]
_SAVE_SERVER: Final = Plain(
    update(dep_server).where(_s.server == bindparam("key")).values({name: bindparam(name) for name in _STATE})
)
_SAVE_SECRET: Final = {
    name: Plain(update(dep_server).where(_s.server == bindparam("key")).values({name: bindparam("value")}))
    for name in _SECRETS
}

_HERE: Final = and_(_d.server_id == bindparam("number"), _d.serial_number == bindparam("serial"))
_AFTER: Final = and_(_d.server_id == bindparam("number"), _d.serial_number > bindparam("after"))
_IN_ORDER: Final = (_d.serial_number,)

_COLUMNS: Final = [column.name for column in dep_device.c]
_RECORD: Final = Plain(select(dep_device).where(_HERE))
_ADD: Final = adding(dep_device, leave_out=("id",))
_CHANGING: Final = [
    column.name for column in dep_device.c if column.name not in {"id", "server_id", "serial_number"}
]
_CHANGE: Final = Plain(update(dep_device).where(_HERE).values({name: bindparam(name) for name in _CHANGING}))
_TOUCH: Final = Plain(update(dep_device).where(_HERE).values(listing=bindparam("listing_now")))
_PAGE: Final = Plain(select(dep_device).where(_AFTER).order_by(*_IN_ORDER).limit(bindparam("most")))
_MISSING: Final = Plain(
    select(_d.serial_number)
    .where(_AFTER, _d.deleted_at.is_(None), _d.listing < bindparam("listing_now"))
    .order_by(*_IN_ORDER)
    .limit(bindparam("most"))
)
_ASSIGNABLE: Final = Plain(
    select(dep_device)
    .where(
        _AFTER,
        _d.unassigned,
        or_(
            _d.assign_retry_at.is_(None),
            _d.assign_retry_at <= bindparam("moment"),
            _d.assign_retry_at > bindparam("latest"),  # by a clock that was wrong
        ),
    )
    .order_by(*_IN_ORDER)
    .limit(bindparam("most"))
)
_COUNTS: Final = Plain(
    select(
        func.count(),
        func.count(_d.deleted_at),
        func.count().filter(_d.unassigned),
        func.count().filter(and_(_d.deleted_at.is_(None), _d.listing < bindparam("listing_now"))),
    ).where(_d.server_id == bindparam("number"))
)


class SQLDEPRows:
    """`pymdm.stores._dep_rows.DEPRows` over the tables."""

    def __init__(self, connection: Connection, seal: SealKey) -> None:
        self._connection = connection
        self._seal = seal
        self._numbers: dict[str, int] = {}

    def server(self, server: str, /) -> SyncState | None:
        """See `DEPRows`."""
        row = _SERVER.one(self._connection, key=server)
        return None if row is None else state_from_row(row)

    def servers(self) -> Sequence[SyncState]:
        """See `DEPRows`."""
        return [state_from_row(row) for row in _SERVERS.all(self._connection)]

    def save_server(self, state: SyncState, /) -> None:
        """See `DEPRows`."""
        columns = state_to_columns(state)
        if not _SAVE_SERVER.run(self._connection, key=state.server, **columns).rowcount:
            _ADD_SERVER.run(self._connection, **columns, token=None, session=None)

    def secret(self, server: str, name: SecretName, /) -> bytes | None:
        """See `DEPRows`."""
        row = _SERVER.one(self._connection, key=server)
        return None if row is None else open_column(self._seal, DEP_SERVER, name, server, row[name])

    def put_secret(self, server: str, name: SecretName, value: bytes, /) -> None:
        """See `DEPRows`."""
        sealed = seal_column(self._seal, DEP_SERVER, name, server, value)
        _SAVE_SECRET[name].run(self._connection, key=server, value=sealed)

    def records(self, server: str, serials: Iterable[str], /) -> dict[str, DeviceRecord]:
        """See `DEPRows`."""
        number = self._number(server)
        found = {}
        # One by one: each takes a microsecond, and a statement of a thousand values would be another one for
        # each number of them.
        for serial in serials:
            row = _RECORD.run(self._connection, number=number, serial=serial).fetchone()
            if row is not None:
                found[serial] = record_from_row(server, dict(zip(_COLUMNS, row, strict=True)))
        return found

    def add(self, server: str, records: Sequence[DeviceRecord], /) -> None:
        """See `DEPRows`."""
        number = self._number(server)
        _ADD.run_all(
            self._connection, ({**record_to_columns(record), "server_id": number} for record in records)
        )

    def change(self, server: str, records: Sequence[DeviceRecord], /) -> None:
        """See `DEPRows`."""
        number = self._number(server)
        _CHANGE.run_all(
            self._connection,
            (
                {**record_to_columns(record), "number": number, "serial": record.serial_number}
                for record in records
            ),
        )

    def touch(self, server: str, serials: Sequence[str], listing: int, /) -> None:
        """See `DEPRows`."""
        number = self._number(server)
        _TOUCH.run_all(
            self._connection,
            ({"number": number, "serial": serial, "listing_now": listing} for serial in serials),
        )

    def devices(self, server: str, after: str, limit: int, /) -> Sequence[DeviceRecord]:
        """See `DEPRows`."""
        rows = _PAGE.all(self._connection, number=self._number(server), after=after, most=limit)
        return [record_from_row(server, row) for row in rows]

    def missing(self, server: str, listing: int, after: str, limit: int, /) -> Sequence[str]:
        """See `DEPRows`."""
        rows = _MISSING.all(
            self._connection, number=self._number(server), after=after, most=limit, listing_now=listing
        )
        return [row["serial_number"] for row in rows]

    def assignable(self, server: str, at: datetime, after: str, limit: int, /) -> Sequence[DeviceRecord]:
        """See `DEPRows`."""
        rows = _ASSIGNABLE.all(
            self._connection,
            number=self._number(server),
            after=after,
            most=limit,
            moment=micros(at),
            latest=micros(at + MOST_COOL_DOWN),
        )
        return [record_from_row(server, row) for row in rows]

    def counts(self, server: str, listing: int, /) -> DeviceCounts:
        """See `DEPRows`."""
        cursor = _COUNTS.run(self._connection, number=self._number(server), listing_now=listing)
        rows, deleted, unassigned, missing = cursor.fetchone()
        return DeviceCounts(present=rows - deleted, missing=missing, unassigned=unassigned, deleted=deleted)

    def _number(self, server: str) -> int:
        """The row of the server; 0, which is none, if there is none."""
        if server not in self._numbers:
            row = _SERVER.one(self._connection, key=server)
            if row is None:
                return 0
            self._numbers[server] = row["id"]
        return self._numbers[server]
