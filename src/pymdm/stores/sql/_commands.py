"""Rows of the queue, as SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, delete, func, insert, or_, select, true, update

from pymdm.service.queue import Session
from pymdm.service.records import CommandRecord, CommandState, QueueHold
from pymdm.stores import rows as limits
from pymdm.stores._codec import (
    COMMAND_BODY,
    command_from_columns,
    command_to_columns,
    from_micros,
    micros,
)
from pymdm.stores._codec_log import hold_from_text, hold_to_text
from pymdm.stores.sql import _tables as t
from pymdm.stores.sql._base import Counters, SQLBase

__all__ = ["CommandRows"]

_c, _b = t.command.c, t.command_body.c
_PENDING: Final = _c.state == CommandState.PENDING.value
_WHOLE: Final = select(t.command, _b.body, _b.result).join_from(t.command, t.command_body)
_OF: Final = _c.enrollment_id == bindparam("key")
_ONE: Final = _WHOLE.where(_OF, _c.uuid == bindparam("uuid"))
_OFFERED: Final = (_c.priority.desc(), _c.sequence)
_QUEUE: Final = _WHOLE.where(_OF, _PENDING).order_by(*_OFFERED)
_COUNT: Final = select(func.count()).select_from(t.command).where(_OF, _PENDING)

Key = tuple[str, str]


class CommandRows(SQLBase):
    """The part of `pymdm.stores.rows.Rows` about the queue."""

    def __init__(self, connection: Any, seal: Any, counters: Counters | None = None) -> None:
        super().__init__(connection, seal, counters)
        self._commands: dict[Key, CommandRecord | None] = {}

    def command(self, key: str, uuid: str, /) -> CommandRecord | None:
        """See `Rows`."""
        if (key, uuid) not in self._commands:
            found = self._read(_ONE, key=key, uuid=uuid)
            self._commands[key, uuid] = found[0] if found else None
        return self._commands[key, uuid]

    def commands(self, key: str, limit: int, /, *, pending_only: bool) -> Sequence[CommandRecord]:
        """See `Rows`."""
        which = _PENDING if pending_only else true()
        return self._read(_WHOLE.where(_OF, which).order_by(_c.sequence).limit(limit), key=key)

    def pending(self, key: str, /) -> Sequence[CommandRecord]:
        """See `Rows`."""
        return self._read(_QUEUE, key=key)

    def pending_count(self, key: str, /) -> int:
        """See `Rows`."""
        return int(self._connection.execute(_COUNT, {"key": key}).scalar_one())

    def waiting(self, key: str, dedupe_key: str, /) -> str | None:
        """See `Rows`."""
        same = and_(_OF, _PENDING, _c.dedupe_key == dedupe_key)
        found: str | None = self._connection.execute(
            select(_c.uuid).where(same).order_by(*_OFFERED).limit(1), {"key": key}
        ).scalar()
        return found

    def overdue(self, key: str, at: datetime, /) -> Sequence[CommandRecord]:
        """See `Rows`."""
        late = and_(_c.expires_at.is_not(None), _c.expires_at <= micros(at))
        return self._read(_QUEUE.where(late), key=key)

    def next_offerable(self, key: str, session: Session, at: datetime, /) -> CommandRecord | None:
        """See `Rows`."""
        allowed = [or_(_c.not_before.is_(None), _c.not_before <= micros(at))]
        if session.refusing:
            elsewhere = or_(_c.refused_in.is_(None), _c.refused_in != session.number)
            allowed += [_c.never_refused.is_(True), elsewhere]
        found = self._read(_QUEUE.where(*allowed).limit(1), key=key)
        return found[0] if found else None

    def next_due(self, key: str, at: datetime, /) -> datetime | None:
        """See `Rows`."""
        later = and_(_OF, _PENDING, _c.not_before.is_not(None), _c.not_before > micros(at), _c.push.is_(True))
        due = self._connection.execute(select(func.min(_c.not_before)).where(later), {"key": key}).scalar()
        return from_micros(due)

    def next_sequence(self) -> int:
        """See `Rows`."""
        return self._counters.next(self._connection, "sequence")

    def put(self, command: CommandRecord, /) -> None:
        """See `Rows`."""
        key, sequence = command.enrollment.id, command.sequence
        before = self.command(key, command.uuid)
        columns = command_to_columns(command, self._seal, before)
        wide = {name: columns.pop(name) for name in COMMAND_BODY & columns.keys()}
        self._commands[key, command.uuid] = command
        was_pending = before is None or before.state is CommandState.PENDING
        if was_pending and command.state is not CommandState.PENDING:
            columns["finish_number"] = self._finish_number(key)
        if before is None:
            self._connection.execute(insert(t.command).values(columns))
            self._connection.execute(insert(t.command_body).values(sequence=sequence, **wide))
            return
        if columns:
            self._connection.execute(update(t.command).where(_c.sequence == sequence).values(columns))
        if wide:
            self._connection.execute(update(t.command_body).where(_b.sequence == sequence).values(wide))

    def _finish_number(self, key: str) -> int:
        """The next one; at every tenth part of what is kept, the history is cut."""
        mine = and_(_c.enrollment_id == key, _c.finish_number.is_not(None))
        last = self._connection.execute(select(func.max(_c.finish_number)).where(mine)).scalar()
        number = (last or 0) + 1
        if number % max(1, limits.MAX_FINISHED // 10) == 0:
            self._counters.keep(self._connection, "sequence")
            old = and_(mine, _c.finish_number <= number - limits.MAX_FINISHED)
            self._connection.execute(delete(t.command).where(old))
            self._commands = {known: command for known, command in self._commands.items() if known[0] != key}
        return number

    def hold(self) -> QueueHold | None:
        """See `Rows`."""
        found = self._connection.execute(select(t.setting.c.data).where(t.setting.c.name == "hold")).scalar()
        return None if found is None else hold_from_text(bytes(found).decode())

    def set_hold(self, hold: QueueHold | None, /) -> None:
        """See `Rows`."""
        self._connection.execute(delete(t.setting).where(t.setting.c.name == "hold"))
        if hold is not None:
            self._connection.execute(insert(t.setting).values(name="hold", data=hold_to_text(hold).encode()))

    def _read(self, statement: Select[Any], **values: Any) -> list[CommandRecord]:
        found = []
        for row in self._connection.execute(statement, values).mappings().all():
            key = row["enrollment_id"], row["uuid"]
            command = self._commands.get(key)
            if command is None:
                command = command_from_columns(dict(row), self._seal)
                self._commands[key] = command
            found.append(command)
        return found
