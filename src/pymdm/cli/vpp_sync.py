"""``pymdm vpp add`` and ``sync``: a location in a database, and what Apple lists of it."""

from __future__ import annotations

from typing import Annotated

import typer

from pymdm.cli._database import DatabaseOption, KeyOption, open_store
from pymdm.cli._inspect_text import printable
from pymdm.cli._vpp_client import BaseURLOption, CAOption, open_client, read_token
from pymdm.cli._vpp_jobs import LocationOption, Opened, drive, opened, syncing
from pymdm.service.machine import utc_now
from pymdm.vpp.session import BASE_URL

__all__ = ["register"]


def register(vpp: typer.Typer) -> None:
    """Add the commands."""
    vpp.command("add")(_add)
    vpp.command("sync")(_sync)


def _add(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What the portal gave you (.vpptoken).")],
    database: DatabaseOption = "pymdm.db",
    seal_key: KeyOption = "",
    base_url: BaseURLOption = BASE_URL,
    ca: CAOption = "",
) -> None:
    """Keep a content token in a database, sealed, as that of its location, which Apple is asked for.

    A newer token of a location that is kept takes the place of the older one.
    """
    token = read_token(file)
    with open_client(file, base_url=base_url, ca=ca) as client:
        config = client.client_config()
    if not config.uid:
        raise ValueError("expected Apple to say which location the token belongs to; nothing was stored")
    with open_store(database, seal_key, make=True) as store:
        store.vpp.add_location(config.uid, token, name=config.location_name, at=utc_now())
    typer.echo(f"{printable(config.uid)}  {printable(config.location_name)}")


def _sync(
    database: DatabaseOption = "pymdm.db",
    seal_key: KeyOption = "",
    location: LocationOption = "",
    full: Annotated[bool, typer.Option("--full", help="Read all, also what has not changed.")] = False,
    accept_removals: Annotated[
        bool, typer.Option("--accept-removals", help="Believe it, however much Apple lists no more.")
    ] = False,
    base_url: BaseURLOption = BASE_URL,
    ca: CAOption = "",
) -> None:
    """Bring a database up to date with the assets, users and assignments of a location.

    Exit code 1: rows were held back, a list changed each time it was read, or licenses do not add up.
    """
    from pymdm.vpp.sync import sync_location

    with opened(database, seal_key, uid=location, base_url=base_url, ca=ca) as place:
        flow = sync_location(place.session, place.store, full=full, accept_removals=accept_removals)
        with syncing() as tell:
            report = drive(place, flow, tell)
        fine = _told(place)
        for kind, count in report.held.items():
            typer.echo(
                f"{count:,} {kind} are missing in Apple's list, too many to be believed: look at the "
                "location in Apple's portal, then run this with --accept-removals"
            )
        for kind in sorted(report.stalled):
            typer.echo(f"{kind} changed each time they were read; the next run reads them")
    if not fine or report.held or report.stalled:
        raise typer.Exit(1)


def _told(place: Opened) -> bool:
    """The books, one asset a line; False if they do not add up."""
    from pymdm.vpp.sync import accounts

    books = accounts(place.store, place.session.uid)
    typer.echo(f"{'asset':<20}{'total':>9}{'available':>11}{'assigned':>10}{'retired':>9}{'listed':>9}")
    for each in books:
        name = f"{each.asset.adam_id} {each.asset.pricing_param}"
        typer.echo(
            f"{printable(name):<20}{each.total:>9}{each.available:>11}{each.assigned:>10}{each.retired:>9}"
            f"{each.listed:>9}{'' if each.adds_up and each.agrees else '  does not add up'}"
        )
    return all(each.adds_up and each.agrees for each in books)
