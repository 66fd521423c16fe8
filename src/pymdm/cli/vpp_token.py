"""``pymdm vpp token``: whose a content token is, and how long it is good for; never what it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from pymdm.cli._inspect_text import printable
from pymdm.cli._vpp_client import JSONOption, read_token, show
from pymdm.cli.certs_files import open_to_others
from pymdm.service.machine import utc_now

__all__ = ["EXPIRED", "register"]

EXPIRED = 3
"""Exit code of ``token``: it has expired."""


def register(vpp: typer.Typer) -> None:
    """Add the command."""
    vpp.command("token")(_token)


def _token(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What the portal gave you (.vpptoken).")],
    as_json: JSONOption = False,
) -> None:
    """Say whose content token this is, and until when it is good.  Nobody is asked, and no secret is shown.

    Which location it belongs to only Apple knows: see pymdm vpp config.
    Exit code 3: it has expired.
    """
    token, now = read_token(file), utc_now()
    left = token.expires_in(now)
    facts = {
        "organization": token.org_name,
        "expires": token.expires.isoformat(),
        "days_left": left // timedelta(days=1),
    }
    if as_json:
        show(facts)
    else:
        for name, value in facts.items():
            typer.echo(f"{name:<12}  {printable(str(value))}")
    for warning in token.warnings(now):
        typer.echo(f"warning: {printable(warning.text)}", err=True)
    if open_to_others(file):
        typer.echo(f"warning: others can read {printable(file)}: chmod 600", err=True)
    if left < timedelta(0):
        raise typer.Exit(EXPIRED)
