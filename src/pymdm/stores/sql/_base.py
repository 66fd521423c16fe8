"""What all rows of one transaction share: the connection, the key, and the two numbers that only grow."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, insert, select, update

from pymdm.crypto import SealKey
from pymdm.stores.sql import _tables as t

__all__ = ["Counters", "SQLBase"]

_NAMES: Final = ("event", "sequence")


class Counters:
    """The last event and the last sequence of one transaction; read when first needed, written at its end."""

    def __init__(self) -> None:
        self._stored: dict[str, int] = {}
        self._now: dict[str, int] = {}

    def last(self, connection: Connection, name: str) -> int:
        """The number that was given last; 0 at first."""
        return self._loaded(connection)[name]

    def next(self, connection: Connection, name: str) -> int:
        """A new one."""
        numbers = self._loaded(connection)
        numbers[name] += 1
        return numbers[name]

    def changed(self, name: str) -> bool:
        """Whether a new one was given."""
        return self._now.get(name) != self._stored.get(name)

    def flush(self, connection: Connection) -> None:
        """Store what has changed."""
        for name, number in self._now.items():
            if self.changed(name):
                connection.execute(update(t.setting).where(t.setting.c.name == name).values(number=number))
        self._stored = dict(self._now)

    def _loaded(self, connection: Connection) -> dict[str, int]:
        if not self._now:
            found = connection.execute(
                select(t.setting.c.name, t.setting.c.number).where(t.setting.c.name.in_(_NAMES))
            )
            self._stored = {row[0]: row[1] for row in found}
            self._now = dict(self._stored)
        return self._now

    @staticmethod
    def create(connection: Connection) -> None:
        """Begin at 0, in a new database."""
        connection.execute(insert(t.setting), [{"name": name, "number": 0} for name in _NAMES])


class SQLBase:
    """One transaction over the tables."""

    def __init__(self, connection: Connection, seal: SealKey, counters: Counters | None = None) -> None:
        self._connection = connection
        self._seal = seal
        self._counters = counters or Counters()
