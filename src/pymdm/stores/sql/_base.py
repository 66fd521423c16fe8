"""What all rows of one transaction share: the connection, the key, and the two numbers that only grow."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from pymdm.crypto import SealKey
from pymdm.stores.sql import _tables as t
from pymdm.stores.sql._plain import Changes, Plain, adding

__all__ = ["Counters", "SQLBase"]

_HIGHEST: Final = {
    "event": Plain(select(func.max(t.event.c.id))),
    "result": Plain(select(func.max(t.command_result.c.id))),
    "sequence": Plain(select(func.max(t.command.c.sequence))),
}
_FLOOR: Final = Plain(select(t.setting.c.number).where(t.setting.c.name == bindparam("name")))
_CHANGE_SETTING: Final = Changes(t.setting, "name")
_ADD_SETTING: Final = adding(t.setting)


class Counters:
    """The last event and the last sequence, neither of which is ever given twice, and the last result.

    Each is the highest in its table, or the floor that was stored when rows were removed: so an ordinary
    transaction writes no counter.
    """

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self._given: set[str] = set()

    def know(self, name: str, last: int) -> None:
        """Somebody has looked the number up already."""
        self._last[name] = last

    def given(self, name: str) -> bool:
        """Whether a new one was given."""
        return name in self._given

    def last(self, connection: Connection, name: str) -> int:
        """The number that was given last; 0 at first."""
        if name not in self._last:
            highest = _HIGHEST[name].value(connection) or 0
            self._last[name] = max(highest, _FLOOR.value(connection, name=name) or 0)
        return self._last[name]

    def next(self, connection: Connection, name: str) -> int:
        """A new one."""
        number = self.last(connection, name) + 1
        self._last[name] = number
        self._given.add(name)
        return number

    def keep(self, connection: Connection, name: str) -> None:
        """Store the floor; to be called before rows are removed."""
        last = self.last(connection, name)
        if not _CHANGE_SETTING.run(connection, name, {"number": last}):
            _ADD_SETTING.run(connection, name=name, number=last, data=None)


class SQLBase:
    """One transaction over the tables."""

    def __init__(self, connection: Connection, seal: SealKey, counters: Counters | None = None) -> None:
        self._connection = connection
        self._seal = seal
        self._counters = Counters() if counters is None else counters
