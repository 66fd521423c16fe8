"""``pymdm queue``: hold all queues and let them go, whether the server runs or not (F28)."""

from __future__ import annotations

from typing import Annotated

import typer

from pymdm.cli._database import DatabaseOption, KeyOption, open_store
from pymdm.cli._inspect_text import printable
from pymdm.service.machine import utc_now
from pymdm.service.verbs import HoldQuery, HoldQueues, ReleaseQueues

__all__ = ["register"]

_queue = typer.Typer(
    help="Hold all queues, after a backup was restored for one, and let them go again.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(_queue, name="queue")


@_queue.command("status")
def _status(database: DatabaseOption = "pymdm.db", seal_key: KeyOption = "") -> None:
    """Say whether commands leave."""
    with open_store(database, seal_key) as store:
        [found] = store.look_up([HoldQuery()])
    if not found:
        typer.echo("released: commands leave")
    for hold in found:
        typer.echo(f"held since {hold.since:%Y-%m-%d %H:%M} UTC: {printable(hold.why)}")  # type: ignore[union-attr]


@_queue.command("hold")
def _hold(
    why: Annotated[str, typer.Argument(help="The reason; everybody who looks is shown it.")],
    database: DatabaseOption = "pymdm.db",
    seal_key: KeyOption = "",
) -> None:
    """Let no command leave from now on.  What devices report is still stored."""
    with open_store(database, seal_key) as store:
        store.cancel([HoldQueues(at=utc_now(), why=why)])
    typer.echo("held: no command leaves until pymdm queue release")


@_queue.command("release")
def _release(database: DatabaseOption = "pymdm.db", seal_key: KeyOption = "") -> None:
    """Let commands leave again, and wake every device for which some wait."""
    with open_store(database, seal_key) as store:
        store.cancel([ReleaseQueues(at=utc_now())])
    typer.echo("released: commands leave")
