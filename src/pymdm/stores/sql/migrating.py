"""Bringing a database to the schema of this program: one transaction for all that is missing.

A process that dies on the way leaves the database as it was, and the next one begins again (F27).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, event, inspect, select
from sqlalchemy.sql.expression import column, table

from pymdm.errors import StorageError
from pymdm.stores._steps import reach

__all__ = ["REVISIONS", "current_revision", "refuse_other_schema", "upgrade"]

#: Every schema that this program knows, oldest first; the last one is the one it works with.  A test compares
#: the list with the migrations, whose library is then not loaded just to open a database.
REVISIONS: Final = ("0001", "0002", "0003", "0004")

_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_VERSION: Final = table("alembic_version", column("version_num"))


def current_revision(connection: Connection) -> str | None:
    """The schema that the database has; None if it is empty.

    Raises:
        StorageError: there are tables, but none of ours.
    """
    tables = inspect(connection).get_table_names()
    if not tables:
        return None
    if _VERSION.name not in tables:
        raise StorageError(
            "expected a database of pymdm or an empty one: this one belongs to another program"
        )
    found = connection.execute(select(_VERSION.c.version_num)).scalar()
    return None if found is None else str(found)


def refuse_other_schema(revision: str | None) -> None:
    """Raise StorageError unless the schema is the one that this program works with (F27)."""
    if revision == REVISIONS[-1]:
        return
    if revision in REVISIONS[:-1] or revision is None:
        raise StorageError(
            f"the database has schema {revision}, this pymdm works with {REVISIONS[-1]}: make a backup, "
            "then run pymdm migrate"
        )
    raise StorageError(
        f"the database has schema {revision}, which a newer pymdm has made; this one knows up to "
        f"{REVISIONS[-1]}: run the newer version, or restore the backup from before"
    )


def upgrade(connection: Connection) -> tuple[str, ...]:
    """Carry out the migrations that are missing; gives their names.  The caller begins and commits.

    Raises:
        StorageError: the schema is newer than this program, or another program's.
    """
    # Only now: an ordinary start needs neither alembic nor its templates.
    from alembic.config import Config
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    current = current_revision(connection)
    if current is not None and current not in REVISIONS:
        refuse_other_schema(current)
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    context = MigrationContext.configure(connection)
    missing = list(reversed(list(scripts.iterate_revisions("head", current or "base"))))
    event.listen(connection, "before_cursor_execute", _step)
    try:
        with Operations.context(context):
            for script in missing:
                script.module.upgrade()
                context.stamp(scripts, script.revision)
    finally:
        event.remove(connection, "before_cursor_execute", _step)
    return tuple(script.revision for script in missing)


def _step(*_: Any) -> None:
    reach("migrate.step")
