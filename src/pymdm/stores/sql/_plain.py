"""Statements of SQLAlchemy Core, compiled once and run on the driver's own connection.

To build, cache and execute a statement through SQLAlchemy costs ten times what SQLite needs to carry it
out, and every verb runs a dozen of them.  What is compiled is the same statement for the same dialect;
values are always bound (T57).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, Executable, Table, bindparam, insert, update

__all__ = ["Changes", "Plain", "adding"]


class Plain:
    """One statement; its values are given by the names of its bind parameters."""

    def __init__(self, statement: Executable) -> None:
        self._statement: Final = statement
        self._compiled: dict[str, tuple[str, list[str] | None, dict[str, Any]]] = {}

    def run(self, connection: Connection, **values: Any) -> Any:
        """The driver's cursor, after the statement has been carried out."""
        text, order, fixed = self._compiled.get(connection.dialect.name) or self._compile(connection)
        driver: Any = connection.connection.driver_connection
        given = {**fixed, **values} if fixed else values
        return driver.execute(text, given if order is None else [given[name] for name in order])

    def run_all(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Carry it out for each row of values, which are all that it has."""
        text, order, fixed = self._compiled.get(connection.dialect.name) or self._compile(connection)
        driver: Any = connection.connection.driver_connection
        given = ({**fixed, **row} for row in rows) if fixed else rows
        driver.executemany(text, given if order is None else ([row[name] for name in order] for row in given))

    def all(self, connection: Connection, **values: Any) -> list[dict[str, Any]]:
        """All rows, each by the names of its columns."""
        cursor = self.run(connection, **values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def one(self, connection: Connection, **values: Any) -> dict[str, Any] | None:
        """The first row, if there is one."""
        found = self.all(connection, **values)
        return found[0] if found else None

    def value(self, connection: Connection, **values: Any) -> Any:
        """The first column of the first row; None if there is none."""
        row = self.run(connection, **values).fetchone()
        return None if row is None else row[0]

    def _compile(self, connection: Connection) -> tuple[str, list[str] | None, dict[str, Any]]:
        compiled: Any = self._statement.compile(dialect=connection.dialect)  # type: ignore[attr-defined]
        # What stands in the statement itself, such as the 1 of a limit.
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        found = str(compiled), compiled.positiontup, fixed
        self._compiled[connection.dialect.name] = found
        return found


def adding(table: Table, *, leave_out: Collection[str] = ()) -> Plain:
    """Insert one row with all its columns, but for those that the database fills in."""
    names = [column.name for column in table.columns if column.name not in leave_out]
    return Plain(insert(table).values({name: bindparam(name) for name in names}))


class Changes:
    """Updates of the row with one key; a statement for each set of columns that has ever changed together."""

    def __init__(self, table: Table, key: str) -> None:
        self._table: Final = table
        self._key: Final = key
        self._by_columns: dict[frozenset[str], Plain] = {}

    def run(self, connection: Connection, key: Any, columns: dict[str, Any]) -> int:
        """How many rows there were to change."""
        statement = self._by_columns.get(frozenset(columns)) or self._make(columns)
        return int(statement.run(connection, **columns, row_key=key).rowcount)

    def _make(self, columns: Collection[str]) -> Plain:
        here = self._table.columns[self._key] == bindparam("row_key")
        values: dict[str, Any] = {name: bindparam(name) for name in columns}
        statement = Plain(update(self._table).where(here).values(values))
        self._by_columns[frozenset(columns)] = statement
        return statement
