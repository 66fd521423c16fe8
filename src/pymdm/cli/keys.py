"""``pymdm keys``: the file with the seal keys."""

from __future__ import annotations

from typing import Annotated

import typer

from pymdm.cli import _key_file
from pymdm.cli._database import DatabaseOption, KeyOption, open_store
from pymdm.cli._inspect_text import printable
from pymdm.crypto import SealKey

__all__ = ["register"]

_File = Annotated[str, typer.Argument(metavar="FILE", help="The file with the seal keys.")]

_keys = typer.Typer(
    help="Make, list and rotate the keys under which a database keeps its secrets.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(_keys, name="keys")


@_keys.command("create")
def _create(file: _File) -> None:
    """Make FILE with one new key, readable for you alone.  A file that is there is never touched."""
    ring = SealKey.generate()
    _key_file.create(file, ring.to_text())
    typer.echo(f"{printable(file)}: made, with key {ring.current_id}")
    typer.echo("Keep a copy where the database's backups are not: without this key nobody can open them.")


@_keys.command("list")
def _list(file: _File) -> None:
    """Show the ids of the keys, newest first; never the keys."""
    ring = SealKey.from_file(file)
    for key_id in ring.key_ids:
        typer.echo(f"{key_id}  {'current: seals and opens' if key_id == ring.current_id else 'opens'}")


@_keys.command("rotate")
def _rotate(file: _File) -> None:
    """Put a new key in front of the others, which stay.

    Servers that run go on with the old one until they start again.
    """
    ring = _key_file.rotate(file)
    typer.echo(f"{printable(file)}: current key is now {ring.current_id}; {len(ring.key_ids) - 1} older kept")
    typer.echo("Copy the file to where your copy is, then start the servers again.")


@_keys.command("rewrap")
def _rewrap(database: DatabaseOption = "pymdm.db", seal_key: KeyOption = "") -> None:
    """Seal everything in a database under the current key, a few rows at a time while the server runs.

    Start every server with the new key file before: one that has only the older keys answers 503 after it.

    Afterwards the older keys are needed only for older backups.  If it is interrupted, run it again.
    """
    with open_store(database, seal_key) as store:
        changed = store.rewrap()
    typer.echo(f"{changed} secrets sealed anew; the older keys are needed for older backups alone")
