"""Rows of enrollments, as SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BindParameter, and_, bindparam, delete, literal_column, or_, select, update

from pymdm.protocol import EnrollmentID, PushTarget
from pymdm.service.records import EnrollmentRecord
from pymdm.stores._codec import (
    ENROLLMENT_DOCUMENTS,
    Columns,
    enrollment_id,
    from_micros,
    micros,
    open_column,
    slot_from_columns,
    slot_to_columns,
)
from pymdm.stores.rows import Slot
from pymdm.stores.sql import _tables as t
from pymdm.stores.sql._base import Counters, SQLBase
from pymdm.stores.sql._plain import Changes, Plain, adding

__all__ = ["EnrollmentRows"]

_e, _d = t.enrollment.c, t.document.c
_WHOLE: Final = select(t.enrollment, *(column for column in _d if column.name != "enrollment_id")).join_from(
    t.enrollment, t.document
)
_ONE: Final = Plain(_WHOLE.where(_e.id == bindparam("key")))
_USERS: Final = Plain(
    _WHOLE.where(_e.parent_id == bindparam("device"), _e.parent_id.is_not(None)).order_by(_e.id)
)
_LIMIT: Final[BindParameter[int]] = bindparam("limit")
_LISTED: Final = Plain(_WHOLE.where(_e.id > bindparam("after")).order_by(_e.id).limit(_LIMIT))
_ENROLLED: Final = _e.state == literal_column("'enrolled'")
_SILENT: Final = _WHOLE.where(
    _ENROLLED, _e.parent_id.is_(None), _e.last_seen_at <= bindparam("seen_before")
).order_by(_e.last_seen_at, _e.id)
_NEWLY_SILENT: Final = Plain(_SILENT.where(_e.inactive_since.is_(None)).limit(_LIMIT))
_QUIET: Final = Plain(
    _SILENT.where(
        or_(_e.push_wanted_at.is_(None), _e.push_wanted_at > bindparam("at")),
        or_(_e.woken_at.is_(None), _e.woken_at <= bindparam("woken_before")),
    ).limit(_LIMIT)
)
_AFTER: Final[BindParameter[int]] = bindparam("after")
_DUE_PUSHES: Final = (
    select(_e.id, _e.kind, _e.push_topic, _e.push_token, _e.push_magic, _e.push_wanted_at)
    .where(
        _e.push_wanted_at.is_not(None),
        _e.push_wanted_at <= bindparam("at"),
        _e.push_wanted_at >= _AFTER,
        or_(_e.push_wanted_at > _AFTER, _e.id > bindparam("after_id")),
        or_(_e.push_retry_at.is_(None), _e.push_retry_at <= bindparam("at")),
        _ENROLLED,
        _e.push_topic.is_not(None),
        _e.token_dead.is_(False),
    )
    .order_by(_e.push_wanted_at, _e.id)
    .limit(_LIMIT)
)
_DUE: Final = Plain(_DUE_PUSHES)
# Before every wish.
_FROM_THE_FIRST: Final = -(2**63)
_WANT: Final = Plain(
    update(t.enrollment)
    .where(
        _ENROLLED,
        _e.push_topic.is_not(None),
        or_(_e.push_wanted_at.is_(None), _e.push_wanted_at > bindparam("at")),
        select(t.command.c.sequence)
        .where(t.command.c.enrollment_id == _e.id, t.command.c.state == literal_column("'pending'"))
        .exists(),
    )
    .values(push_wanted_at=bindparam("at"))
)
_EXPIRING: Final = Plain(
    _WHOLE.join(
        t.identity,
        and_(t.identity.c.fingerprint == _e.pin, t.identity.c.not_after < bindparam("before")),
    )
    .where(_e.id > bindparam("after"), _ENROLLED)
    .order_by(_e.id)
    .limit(_LIMIT)
)
_FORGET: Final = Plain(delete(t.enrollment).where(_e.id == bindparam("key")))
_ADD: Final = adding(t.enrollment)
_ADD_DOCUMENT: Final = adding(t.document)
_CHANGE: Final = Changes(t.enrollment, "id")
_CHANGE_DOCUMENT: Final = Changes(t.document, "enrollment_id")


class EnrollmentRows(SQLBase):
    """The part of `pymdm.stores.rows.Rows` about enrollments."""

    def __init__(self, connection: Any, seal: Any, counters: Counters | None = None) -> None:
        super().__init__(connection, seal, counters)
        # What this transaction has read or written, so that only changes are written.
        self._slots: dict[str, Slot | None] = {}

    def slot(self, key: str, /) -> Slot | None:
        """See `Rows`."""
        if key not in self._slots:
            found = self._found(_ONE, key=key)
            self._slots[key] = found[0] if found else None
        return self._slots[key]

    def save(self, slot: Slot, /) -> None:
        """See `Rows`."""
        key = slot.record.id.id
        before = self.slot(key)
        columns = slot_to_columns(slot, self._seal, before)
        self._slots[key] = slot
        wide = {name: columns.pop(name) for name in ENROLLMENT_DOCUMENTS & columns.keys()}
        if before is None:
            _ADD.run(self._connection, **columns)
            _ADD_DOCUMENT.run(self._connection, enrollment_id=key, **wide)
            return
        if columns:
            _CHANGE.run(self._connection, key, columns)
        if wide:
            _CHANGE_DOCUMENT.run(self._connection, key, wide)

    def forget(self, key: str, /) -> None:
        """See `Rows`; documents and commands go with it, by their foreign keys."""
        _FORGET.run(self._connection, key=key)
        self._slots[key] = None

    def users(self, device_id: str, /) -> Sequence[Slot]:
        """See `Rows`."""
        return self._found(_USERS, device=device_id)

    def enrollments(self, after: str, limit: int, /) -> Sequence[EnrollmentRecord]:
        """See `Rows`."""
        return [slot.record for slot in self._found(_LISTED, after=after, limit=limit)]

    def quiet(
        self, at: datetime, seen_before: datetime, woken_before: datetime, limit: int, /
    ) -> Sequence[Slot]:
        """See `Rows`."""
        times = {"at": at, "seen_before": seen_before, "woken_before": woken_before}
        return self._found(_QUIET, limit=limit, **{name: micros(time) for name, time in times.items()})

    def newly_silent(self, seen_before: datetime, limit: int, /) -> Sequence[Slot]:
        """See `Rows`."""
        return self._found(_NEWLY_SILENT, limit=limit, seen_before=micros(seen_before))

    def push_due(
        self,
        at: datetime,
        limit: int,
        after: tuple[datetime, str] | None,
        skip_topics: frozenset[str],
        /,
    ) -> Sequence[tuple[EnrollmentID, PushTarget, datetime]]:
        """See `Rows`."""
        values: Columns = {"at": micros(at), "limit": limit, "after": _FROM_THE_FIRST, "after_id": ""}
        if after is not None:
            values.update(after=micros(after[0]), after_id=after[1])
        statement = _DUE
        if skip_topics:
            skipped = {f"topic{number}": topic for number, topic in enumerate(sorted(skip_topics))}
            statement = Plain(_DUE_PUSHES.where(*(_e.push_topic != bindparam(name) for name in skipped)))
            values.update(skipped)
        return [self._due(row) for row in statement.all(self._connection, **values)]

    def _due(self, row: Columns) -> tuple[EnrollmentID, PushTarget, datetime]:
        def opened(name: str) -> bytes:
            return open_column(self._seal, "enrollment", name, row["id"], row[name]) or b""

        target = PushTarget(
            topic=row["push_topic"], token=opened("push_token"), push_magic=opened("push_magic").decode()
        )
        wanted_at = from_micros(row["push_wanted_at"])
        assert wanted_at is not None  # what is due has a time
        return enrollment_id(row["kind"], row["id"]), target, wanted_at

    def want_pushes(self, at: datetime, /) -> None:
        """See `Rows`."""
        _WANT.run(self._connection, at=micros(at))
        self._slots.clear()

    def expiring(self, before: datetime, after: str, limit: int, /) -> Sequence[EnrollmentRecord]:
        """See `Rows`."""
        found = self._found(_EXPIRING, before=micros(before), after=after, limit=limit)
        return [slot.record for slot in found]

    def _found(self, statement: Plain, **values: Any) -> list[Slot]:
        found = []
        for row in statement.all(self._connection, **values):
            slot = self._slots.get(row["id"])
            if slot is None:
                slot = slot_from_columns(row, self._seal)
                self._slots[row["id"]] = slot
            found.append(slot)
        return found
