"""``pymdm migrate``: bring a database to the schema of this version."""

from __future__ import annotations

import typer

from pymdm.cli._database import DatabaseOption, existing
from pymdm.cli._extras import need

__all__ = ["migrate", "register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(migrate)


def migrate(database: DatabaseOption = "pymdm.db") -> None:
    """Bring a database to this version: all of it or nothing.  Stop the server and make a backup before.

    It needs no key.  There is no way back but the backup: an older version refuses the database.
    """
    need("sqlalchemy", "sqlite")
    from pymdm.stores.sqlite import migrate as bring

    done = bring(existing(database))
    for step in done:
        typer.echo(f"migrated to {step}")
    if not done:
        typer.echo("nothing to do: the database is of this version")
