"""Sealing a whole database under a new key, a few hundred values at a time (T70)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import attrs
from sqlalchemy import Column, Connection, Select, Table, and_, or_, select, update

from pymdm.crypto import SealKey
from pymdm.stores._codec import ENROLLMENT_DOCUMENTS, SEALED, command_owner
from pymdm.stores._codec_log import secret_owner
from pymdm.stores._steps import reach
from pymdm.stores.sql import _tables as t
from pymdm.stores.sql._dep_tables import dep_server
from pymdm.stores.sql._vpp_tables import vpp_location
from pymdm.stores.sqlite._opening import store_key_check
from pymdm.stores.sqlite._transactions import Transaction, Writer

__all__ = ["rewrap"]

# A transaction over so many rows takes some 10 ms, for which devices wait.
_ROWS: Final = 200


@attrs.frozen(kw_only=True)
class _Sealed:
    """A table with sealed columns: how to walk it, and for what and whom its values are sealed."""

    table: Table
    kind: str
    columns: tuple[str, ...]
    #: What the walk is ordered by, and one row is found by unless ``place`` says something else.
    order: tuple[Column[Any], ...]
    owner: Callable[[Mapping[str, Any]], str]
    rows: Select[Any]
    place: tuple[Column[Any], ...] = ()


def _walks() -> Iterator[_Sealed]:
    e, d, c, b, r = t.enrollment.c, t.document.c, t.command.c, t.command_body.c, t.command_result.c
    narrow = tuple(sorted(SEALED["enrollment"] - ENROLLMENT_DOCUMENTS))
    wide = tuple(sorted(SEALED["enrollment"] & ENROLLMENT_DOCUMENTS))
    yield _Sealed(
        table=t.enrollment,
        kind="enrollment",
        columns=narrow,
        order=(e.id,),
        owner=lambda row: str(row["id"]),
        rows=select(e.id, *(e[name] for name in narrow)),
    )
    yield _Sealed(
        table=t.document,
        kind="enrollment",
        columns=wide,
        order=(d.enrollment_id,),
        owner=lambda row: str(row["enrollment_id"]),
        rows=select(d.enrollment_id, *(d[name] for name in wide)),
    )
    yield _Sealed(
        table=t.command_body,
        kind="command",
        columns=("body",),
        order=(b.sequence,),
        owner=lambda row: command_owner(row["enrollment_id"], row["sequence"]),
        rows=select(b.sequence, b.body, c.enrollment_id).join_from(t.command_body, t.command),
    )
    # By its command, which knows where its result is; the other way round there is no index.
    yield _Sealed(
        table=t.command_result,
        kind="command",
        columns=("result",),
        order=(c.sequence,),
        owner=lambda row: command_owner(row["enrollment_id"], row["sequence"]),
        rows=select(r.id, r.result, c.sequence, c.enrollment_id).join_from(
            t.command, t.command_result, c.result_id == r.id
        ),
        place=(r.id,),
    )
    yield _Sealed(
        table=t.event,
        kind="event",
        columns=("raw",),
        order=(t.event.c.id,),
        owner=lambda row: str(row["id"]),
        rows=select(t.event.c.id, t.event.c.raw),
    )
    yield _Sealed(
        table=t.secret,
        kind="secret",
        columns=("value",),
        order=(t.secret.c.kind, t.secret.c.name),
        owner=lambda row: secret_owner(row["kind"], row["name"]),
        rows=select(t.secret),
    )
    yield _Sealed(
        table=dep_server,
        kind="dep_server",
        columns=tuple(sorted(SEALED["dep_server"])),
        order=(dep_server.c.server,),
        owner=lambda row: str(row["server"]),
        rows=select(dep_server.c.server, dep_server.c.token, dep_server.c.session),
    )
    yield _Sealed(
        table=vpp_location,
        kind="vpp_location",
        columns=tuple(sorted(SEALED["vpp_location"])),
        order=(vpp_location.c.uid,),
        owner=lambda row: str(row["uid"]),
        rows=select(vpp_location.c.uid, vpp_location.c.token),
    )


def rewrap(writer: Writer, seal: SealKey, progress: Callable[[int], None] | None) -> int:
    """See `SQLiteStore.rewrap`."""
    looked = changed = 0
    for walk in _walks():
        after: tuple[Any, ...] | None = None
        while True:
            rows, fresh = writer.run("rewrap", partial(_some, walk, after, seal))
            changed += fresh
            looked += len(rows)
            if progress is not None:
                progress(looked)
            if len(rows) < _ROWS:
                break
            after = tuple(rows[-1][column.name] for column in walk.order)
    # Last of all: until then a program that has only the old key is still let in.
    writer.run("rewrap", lambda transaction: store_key_check(transaction.connection, seal))
    return changed


def _some(
    walk: _Sealed, after: tuple[Any, ...] | None, seal: SealKey, transaction: Transaction
) -> tuple[list[dict[str, Any]], int]:
    connection = transaction.connection
    rows = [dict(row) for row in connection.execute(_page(walk, after)).mappings()]
    return rows, sum(_row(connection, walk, row, seal) for row in rows)


def _page(walk: _Sealed, after: tuple[Any, ...] | None) -> Select[Any]:
    page = walk.rows.order_by(*walk.order).limit(_ROWS)
    if after is None:
        return page
    if len(walk.order) == 1:
        return page.where(walk.order[0] > after[0])
    first, second = walk.order
    return page.where(or_(first > after[0], and_(first == after[0], second > after[1])))


def _row(connection: Connection, walk: _Sealed, row: Mapping[str, Any], seal: SealKey) -> int:
    fresh = {}
    for name in walk.columns:
        if row[name] is not None:
            value = seal.rewrap(bytes(row[name]), kind=f"{walk.kind}.{name}", owner=walk.owner(row))
            if value is not None:
                fresh[name] = value
    if fresh:
        reach("rewrap.row")
        here = and_(*(column == row[column.name] for column in walk.place or walk.order))
        connection.execute(update(walk.table).where(here).values(fresh))
    return len(fresh)
