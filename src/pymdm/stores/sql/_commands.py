"""Rows of the queue, as SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BindParameter, and_, bindparam, delete, func, literal_column, or_, select

from pymdm.service.queue import Session
from pymdm.service.records import CommandRecord, CommandState, QueueHold
from pymdm.stores import rows as limits
from pymdm.stores._codec import (
    command_from_columns,
    command_to_columns,
    from_micros,
    micros,
)
from pymdm.stores._codec_log import hold_from_text, hold_to_text
from pymdm.stores.sql import _tables as t
from pymdm.stores.sql._base import Counters, SQLBase
from pymdm.stores.sql._plain import Changes, Plain, adding

__all__ = ["CommandRows"]

_c, _b, _r = t.command.c, t.command_body.c, t.command_result.c
# Written out, so that every database sees that the indexes of what is pending apply.
_PENDING: Final = _c.state == literal_column("'pending'")
_WHOLE: Final = (
    select(t.command, _b.body, _r.result)
    .join_from(t.command, t.command_body)
    .outerjoin(t.command_result, _r.id == _c.result_id)
)
_OF: Final = _c.enrollment_id == bindparam("key")
_AT: Final[BindParameter[int]] = bindparam("at")
_LIMIT: Final[BindParameter[int]] = bindparam("limit")
_OFFERED: Final = (_c.priority.desc(), _c.sequence)
_QUEUED: Final = _WHOLE.where(_OF, _PENDING).order_by(*_OFFERED)

_ONE: Final = Plain(_WHOLE.where(_OF, _c.uuid == bindparam("uuid")))
_ALL: Final = Plain(_WHOLE.where(_OF).order_by(_c.sequence).limit(_LIMIT))
_WAITING: Final = Plain(_WHOLE.where(_OF, _PENDING).order_by(_c.sequence).limit(_LIMIT))
_QUEUE: Final = Plain(_QUEUED)
_COUNT: Final = Plain(select(func.count()).select_from(t.command).where(_OF, _PENDING))
_SAME: Final = Plain(
    select(_c.uuid)
    .where(_OF, _PENDING, _c.dedupe_key == bindparam("dedupe_key"))
    .order_by(*_OFFERED)
    .limit(1)
)
_LATE: Final = Plain(_QUEUED.where(_c.expires_at.is_not(None), _c.expires_at <= _AT))
_DUE_NOW: Final = or_(_c.not_before.is_(None), _c.not_before <= _AT)
_NEXT: Final = Plain(_QUEUED.where(_DUE_NOW).limit(1))
_NEXT_REFUSING: Final = Plain(
    _QUEUED.where(
        _DUE_NOW,
        _c.never_refused.is_(True),
        or_(_c.refused_in.is_(None), _c.refused_in != bindparam("number")),
    ).limit(1)
)
_NEXT_DUE: Final = Plain(
    select(func.min(_c.not_before)).where(
        _OF, _PENDING, _c.not_before.is_not(None), _c.not_before > _AT, _c.push.is_(True)
    )
)
_WORTH_A_PUSH: Final = Plain(
    select(literal_column("1")).where(_OF, _PENDING, _DUE_NOW, _c.push.is_(True)).limit(1)
)
_FINISHED: Final = and_(_OF, _c.finish_number.is_not(None))
_LAST_FINISHED: Final = Plain(select(func.max(_c.finish_number)).where(_FINISHED))
_OLD: Final = and_(_FINISHED, _c.finish_number <= bindparam("through"))
_CUT: Final = Plain(delete(t.command).where(_OLD))
_CUT_RESULTS: Final = Plain(delete(t.command_result).where(_r.id.in_(select(_c.result_id).where(_OLD))))
_FORGET_RESULTS: Final = Plain(delete(t.command_result).where(_r.id.in_(select(_c.result_id).where(_OF))))
_HOLD: Final = Plain(select(t.setting.c.data).where(t.setting.c.name == literal_column("'hold'")))
_RELEASE: Final = Plain(delete(t.setting).where(t.setting.c.name == literal_column("'hold'")))
_ADD_SETTING: Final = adding(t.setting)
_ADD: Final = adding(t.command)
_ADD_BODY: Final = adding(t.command_body)
_ADD_RESULT: Final = adding(t.command_result)
_CHANGE: Final = Changes(t.command, "sequence")
_CHANGE_BODY: Final = Changes(t.command_body, "sequence")

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
        return self._read(_WAITING if pending_only else _ALL, key=key, limit=limit)

    def pending(self, key: str, /) -> Sequence[CommandRecord]:
        """See `Rows`."""
        return self._read(_QUEUE, key=key)

    def pending_count(self, key: str, /) -> int:
        """See `Rows`."""
        return int(_COUNT.value(self._connection, key=key))

    def waiting(self, key: str, dedupe_key: str, /) -> str | None:
        """See `Rows`."""
        found: str | None = _SAME.value(self._connection, key=key, dedupe_key=dedupe_key)
        return found

    def overdue(self, key: str, at: datetime, /) -> Sequence[CommandRecord]:
        """See `Rows`."""
        return self._read(_LATE, key=key, at=micros(at))

    def next_offerable(self, key: str, session: Session, at: datetime, /) -> CommandRecord | None:
        """See `Rows`."""
        if session.refusing:
            found = self._read(_NEXT_REFUSING, key=key, at=micros(at), number=session.number)
        else:
            found = self._read(_NEXT, key=key, at=micros(at))
        return found[0] if found else None

    def next_due(self, key: str, at: datetime, /) -> datetime | None:
        """See `Rows`."""
        return from_micros(_NEXT_DUE.value(self._connection, key=key, at=micros(at)))

    def waits(self, key: str, at: datetime, /) -> bool:
        """See `Rows`."""
        return _WORTH_A_PUSH.value(self._connection, key=key, at=micros(at)) is not None

    def next_sequence(self) -> int:
        """See `Rows`."""
        return self._counters.next(self._connection, "sequence")

    def put(self, command: CommandRecord, /) -> None:
        """See `Rows`."""
        key, sequence = command.enrollment.id, command.sequence
        before = self.command(key, command.uuid)
        columns = command_to_columns(command, self._seal, before)
        body, result = columns.pop("body", None), columns.pop("result", None)
        self._commands[key, command.uuid] = command
        was_pending = before is None or before.state is CommandState.PENDING
        if was_pending and command.state is not CommandState.PENDING:
            columns["finish_number"] = self._finish_number(key)
        if result is not None:
            columns["result_id"] = self._counters.next(self._connection, "result")
            _ADD_RESULT.run(self._connection, id=columns["result_id"], result=result)
        if before is None:
            _ADD.run(self._connection, **{"finish_number": None, "result_id": None, **columns})
            _ADD_BODY.run(self._connection, sequence=sequence, body=body)
            return
        if columns:
            _CHANGE.run(self._connection, sequence, columns)
        if body is not None:
            _CHANGE_BODY.run(self._connection, sequence, {"body": body})

    def _finish_number(self, key: str) -> int:
        """The next one; at every tenth part of what is kept, the history is cut."""
        number = (_LAST_FINISHED.value(self._connection, key=key) or 0) + 1
        if number % max(1, limits.MAX_FINISHED // 10) == 0:
            self._counters.keep(self._connection, "sequence")
            through = number - limits.MAX_FINISHED
            _CUT_RESULTS.run(self._connection, key=key, through=through)
            _CUT.run(self._connection, key=key, through=through)
            self._commands = {known: command for known, command in self._commands.items() if known[0] != key}
        return number

    def forget_commands(self, key: str) -> None:
        """What goes before an enrollment goes; the rest goes with it, by foreign keys."""
        self._counters.keep(self._connection, "sequence")
        _FORGET_RESULTS.run(self._connection, key=key)
        self._commands = {known: command for known, command in self._commands.items() if known[0] != key}

    def hold(self) -> QueueHold | None:
        """See `Rows`."""
        found = _HOLD.value(self._connection)
        return None if found is None else hold_from_text(bytes(found).decode())

    def set_hold(self, hold: QueueHold | None, /) -> None:
        """See `Rows`."""
        _RELEASE.run(self._connection)
        if hold is not None:
            _ADD_SETTING.run(self._connection, name="hold", number=None, data=hold_to_text(hold).encode())

    def _read(self, statement: Plain, **values: Any) -> list[CommandRecord]:
        found = []
        for row in statement.all(self._connection, **values):
            key = row["enrollment_id"], row["uuid"]
            command = self._commands.get(key)
            if command is None:
                command = command_from_columns(row, self._seal)
                self._commands[key] = command
            found.append(command)
        return found
