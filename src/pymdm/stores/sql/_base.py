"""What all rows of one transaction share: the connection, the key, and the two numbers that only grow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, func, insert, select, update

from pymdm.crypto import SealKey
from pymdm.stores.sql import _tables as t

__all__ = ["Counters", "SQLBase"]

_COLUMNS: Final = {"event": t.event.c.id, "sequence": t.command.c.sequence}


class Counters:
    """The last event and the last sequence, neither of which is ever given twice.

    Each is the highest in its table, or the floor that was stored when rows were removed: so an ordinary
    transaction writes no counter.
    """

    def __init__(self, known: Mapping[str, int] | None = None) -> None:
        self._last: dict[str, int] = dict(known or {})

    def last(self, connection: Connection, name: str) -> int:
        """The number that was given last; 0 at first."""
        if name not in self._last:
            highest = connection.execute(select(func.max(_COLUMNS[name]))).scalar() or 0
            floor = select(t.setting.c.number).where(t.setting.c.name == name)
            self._last[name] = max(highest, connection.execute(floor).scalar() or 0)
        return self._last[name]

    def next(self, connection: Connection, name: str) -> int:
        """A new one."""
        number = self.last(connection, name) + 1
        self._last[name] = number
        return number

    def keep(self, connection: Connection, name: str) -> None:
        """Store the floor; to be called before rows are removed."""
        last = self.last(connection, name)
        here = t.setting.c.name == name
        if not connection.execute(update(t.setting).where(here).values(number=last)).rowcount:
            connection.execute(insert(t.setting).values(name=name, number=last))


class SQLBase:
    """One transaction over the tables."""

    def __init__(self, connection: Connection, seal: SealKey, counters: Counters | None = None) -> None:
        self._connection = connection
        self._seal = seal
        self._counters = counters or Counters()
