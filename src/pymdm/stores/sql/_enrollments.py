"""Rows of enrollments, as SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, insert, or_, select, update

from pymdm.protocol import EnrollmentID, PushTarget
from pymdm.service.records import CommandState, EnrollmentRecord, EnrollmentState
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

__all__ = ["EnrollmentRows"]

_e, _d = t.enrollment.c, t.document.c
_WHOLE: Final = select(t.enrollment, *(column for column in _d if column.name != "enrollment_id")).join_from(
    t.enrollment, t.document
)
_ONE: Final = _WHOLE.where(_e.id == bindparam("key"))
_USERS: Final = _WHOLE.where(_e.parent_id == bindparam("device"), _e.parent_id.is_not(None)).order_by(_e.id)
_ENROLLED: Final = _e.state == EnrollmentState.ENROLLED.value


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
            self._connection.execute(insert(t.enrollment).values(columns))
            self._connection.execute(insert(t.document).values(enrollment_id=key, **wide))
            return
        if columns:
            self._connection.execute(update(t.enrollment).where(_e.id == key).values(columns))
        if wide:
            self._connection.execute(update(t.document).where(_d.enrollment_id == key).values(wide))

    def forget(self, key: str, /) -> None:
        """See `Rows`; documents and commands go with it, by their foreign keys."""
        self._connection.execute(delete(t.enrollment).where(_e.id == key))
        self._slots[key] = None

    def users(self, device_id: str, /) -> Sequence[Slot]:
        """See `Rows`."""
        return self._found(_USERS, device=device_id)

    def enrollments(self, after: str, limit: int, /) -> Sequence[EnrollmentRecord]:
        """See `Rows`."""
        found = self._found(_WHOLE.where(_e.id > after).order_by(_e.id).limit(limit))
        return [slot.record for slot in found]

    def quiet(self, seen_before: datetime, woken_before: datetime, limit: int, /) -> Sequence[Slot]:
        """See `Rows`."""
        unwoken = or_(_e.woken_at.is_(None), _e.woken_at <= micros(woken_before))
        return self._silent(seen_before, limit, and_(_e.push_wanted_at.is_(None), unwoken))

    def newly_silent(self, seen_before: datetime, limit: int, /) -> Sequence[Slot]:
        """See `Rows`."""
        return self._silent(seen_before, limit, _e.inactive_since.is_(None))

    def _silent(self, seen_before: datetime, limit: int, which: ColumnElement[bool]) -> Sequence[Slot]:
        quiet = and_(_ENROLLED, _e.parent_id.is_(None), _e.last_seen_at <= micros(seen_before))
        return self._found(_WHOLE.where(quiet, which).order_by(_e.last_seen_at, _e.id).limit(limit))

    def push_due(self, at: datetime, limit: int, /) -> Sequence[tuple[EnrollmentID, PushTarget, datetime]]:
        """See `Rows`."""
        due = and_(
            _e.push_wanted_at.is_not(None),
            _e.push_wanted_at <= micros(at),
            _ENROLLED,
            _e.push_topic.is_not(None),
            _e.token_dead.is_(False),
        )
        chosen = select(_e.id, _e.kind, _e.push_topic, _e.push_token, _e.push_magic, _e.push_wanted_at)
        rows = self._connection.execute(
            chosen.where(due).order_by(_e.push_wanted_at, _e.id).limit(limit)
        ).mappings()
        return [self._due(dict(row)) for row in rows]

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
        pending = and_(t.command.c.enrollment_id == _e.id, t.command.c.state == CommandState.PENDING.value)
        wanting = and_(
            _ENROLLED,
            _e.push_topic.is_not(None),
            _e.push_wanted_at.is_(None),
            select(t.command.c.sequence).where(pending).exists(),
        )
        self._connection.execute(update(t.enrollment).where(wanting).values(push_wanted_at=micros(at)))
        self._slots.clear()

    def expiring(self, before: datetime, after: str, limit: int, /) -> Sequence[EnrollmentRecord]:
        """See `Rows`."""
        ends = and_(t.identity.c.fingerprint == _e.pin, t.identity.c.not_after < micros(before))
        found = self._found(
            _WHOLE.join(t.identity, ends)
            .where(_e.id > after, _ENROLLED, _e.renewed_pin.is_(None))
            .order_by(_e.id)
            .limit(limit)
        )
        return [slot.record for slot in found]

    def _found(self, statement: Select[Any], **values: Any) -> list[Slot]:
        rows = self._connection.execute(statement, values).mappings().all()
        found = []
        for row in rows:
            slot = self._slots.get(row["id"])
            if slot is None:
                slot = slot_from_columns(dict(row), self._seal)
                self._slots[row["id"]] = slot
            found.append(slot)
        return found
