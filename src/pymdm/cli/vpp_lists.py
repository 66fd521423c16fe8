"""``pymdm vpp assets``, ``assignments`` and ``users``: what a location has, and who has it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from pymdm.cli._inspect_text import printable
from pymdm.cli._vpp_client import TOKEN_FILE, BaseURLOption, CAOption, JSONOption, TokenOption, open_client
from pymdm.vpp._words import UserState
from pymdm.vpp.session import BASE_URL

if TYPE_CHECKING:
    from collections.abc import Callable

    from pymdm.vpp import AssignmentPage, OwnedAsset, User

__all__ = ["register"]


def register(vpp: typer.Typer) -> None:
    """Add the commands."""
    vpp.command("assets")(_assets)
    vpp.command("assignments")(_assignments)
    vpp.command("users")(_users)


def _assets(
    adam_id: Annotated[
        str | None, typer.Argument(metavar="[ADAM_ID]", help="One asset; all without it.")
    ] = None,
    token: TokenOption = TOKEN_FILE,
    base_url: BaseURLOption = BASE_URL,
    ca: CAOption = "",
    as_json: JSONOption = False,
) -> None:
    """Show the location's apps and books, with their licenses; with --json one object a line."""
    with open_client(token, base_url=base_url, ca=ca) as client:
        for asset in client.assets(adam_id=adam_id):
            typer.echo(json.dumps(dict(asset.raw)) if as_json else _line(asset))


def _line(asset: OwnedAsset) -> str:
    what = f"{asset.asset.adam_id:<12} {asset.asset.pricing_param:<4} {printable(asset.product_type):<5}"
    counts = f"{asset.available} of {asset.total} free, {asset.assigned} assigned"
    words = [*(("for devices",) if asset.device_assignable else ("for users only",)), *asset.platforms]
    lost = f", {asset.retired} retired" if asset.retired else ""
    return f"{what} {counts}{lost}  {', '.join(printable(word) for word in words)}"


def _assignments(
    adam_id: Annotated[str | None, typer.Option("--asset", metavar="ADAM_ID", help="Of one asset.")] = None,
    serial: Annotated[str | None, typer.Option("--serial", metavar="SERIAL", help="Of one device.")] = None,
    user: Annotated[str | None, typer.Option("--user", metavar="ID", help="Of one user.")] = None,
    token: TokenOption = TOKEN_FILE,
    base_url: BaseURLOption = BASE_URL,
    ca: CAOption = "",
    as_json: JSONOption = False,
) -> None:
    """Show who has which licenses; with --json one object a line.

    Lines appear as they come.  Where something changes meanwhile, the listing begins anew, and says so on
    standard error: what was shown before that may appear again.
    """
    with open_client(token, base_url=base_url, ca=ca) as client, _pages("reading") as counted:
        seen = False
        for page in client.assignment_pages(adam_id=adam_id, serial=serial, client_user_id=user):
            if page.reset and seen:
                typer.echo("begun anew: something has changed meanwhile", err=True)
            seen = True
            counted(page)
            for each in page.assignments:
                who = f"device {each.serial}" if each.serial else f"user {each.client_user_id}"
                typer.echo(
                    json.dumps(dict(each.raw)) if as_json else f"{each.asset.adam_id:<12} {printable(who)}"
                )


def _users(
    state: Annotated[UserState, typer.Option("--state", help="Which users.")] = UserState.ALL,
    token: TokenOption = TOKEN_FILE,
    base_url: BaseURLOption = BASE_URL,
    ca: CAOption = "",
    as_json: JSONOption = False,
) -> None:
    """Show the location's users; with --json one object a line.  Invitation codes are not shown."""
    with open_client(token, base_url=base_url, ca=ca) as client:
        for user in client.users(state=state):
            if as_json:
                typer.echo(json.dumps(_user_facts(user)))
            else:
                words = (f"{printable(user.client_user_id):<36}", f"{printable(user.status):<10}")
                typer.echo(" ".join((*words, printable(user.email))).rstrip())


def _user_facts(user: User) -> dict[str, str]:
    return {
        "client_user_id": user.client_user_id,
        "status": str(user.status),
        "email": user.email,
        "id_hash": user.id_hash,
    }


@contextmanager
def _pages(what: str) -> Iterator[Callable[[AssignmentPage], None]]:
    """A bar of pages, where a person looks at it and the lines go elsewhere."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield lambda page: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(what, total=None)

        def counted(page: AssignmentPage) -> None:
            shown.update(task, completed=page.index + 1, total=page.total_pages)

        yield counted
