"""``pymdm push-certificate``: the push certificate in a database, shown or replaced while a server runs."""

from __future__ import annotations

from typing import Annotated

import typer

from pymdm.cli._database import DatabaseOption, KeyOption, open_store
from pymdm.cli._push_options import KeyFileOption, PasswordOption, load_certificate
from pymdm.server.kept import KeptState
from pymdm.server.push_certificates import keep_certificate, kept_certificates
from pymdm.service.machine import utc_now

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("push-certificate")(push_certificate)


def push_certificate(
    file: Annotated[
        str,
        typer.Argument(metavar="[FILE]", help="Keep this one; without it, show which is kept."),
    ] = "",
    push_key: KeyFileOption = "",
    push_password_file: PasswordOption = "",
    database: DatabaseOption = "pymdm.db",
    seal_key: KeyOption = "",
) -> None:
    """Show the push certificate in a database, or replace it; a running server uses it within a minute."""
    new = load_certificate(file, key=push_key, password_file=push_password_file) if file else None
    with open_store(database, seal_key) as store:
        kept = KeptState(store, clock=utc_now)
        if new is not None:
            fresh = keep_certificate(kept, new)
            typer.echo("kept; a running server uses it within a minute" if fresh else "it was kept before")
        certificates = kept_certificates(kept)
    if not certificates:
        typer.echo("there is none: pymdm certs shows the way to one")
        raise typer.Exit(1)
    for certificate in certificates:
        days = (certificate.not_after - utc_now()).days
        typer.echo(f"topic        {certificate.topic}")
        typer.echo(f"ends         {certificate.not_after:%Y-%m-%d %H:%M} UTC, in {days} days")
        typer.echo(f"fingerprint  {certificate.fingerprint.hex()}")
