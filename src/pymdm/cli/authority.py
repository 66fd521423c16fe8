"""``pymdm ca``: the CA that issues device identities, and the change to its successor (T86)."""

from __future__ import annotations

import typer

from pymdm.cli._database import DatabaseOption, KeyOption, open_store
from pymdm.crypto.certificates import fingerprint
from pymdm.server.authorities import Authorities, keep_authorities, prepare_successor, switch_authority
from pymdm.server.kept import KeptState
from pymdm.service.machine import utc_now

__all__ = ["register"]

_ca = typer.Typer(
    help="Look at the CA of device identities, and change to its successor.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(_ca, name="ca")


@_ca.command("status")
def _status(database: DatabaseOption = "pymdm.db", seal_key: KeyOption = "") -> None:
    """Show which CAs there are, and until when; never a key."""
    with open_store(database, seal_key) as store:
        _show(keep_authorities(KeptState(store, clock=utc_now), now=utc_now()))


@_ca.command("prepare")
def _prepare(database: DatabaseOption = "pymdm.db", seal_key: KeyOption = "") -> None:
    """Make the successor.  From the server's next start on it is trusted, and new profiles bring it along."""
    with open_store(database, seal_key) as store:
        _show(prepare_successor(KeptState(store, clock=utc_now), now=utc_now()))
    typer.echo("Start the server again.  Let it take over, with pymdm ca switch, when you like.")


@_ca.command("switch")
def _switch(database: DatabaseOption = "pymdm.db", seal_key: KeyOption = "") -> None:
    """Let the successor issue from the server's next start on; the old CA's key is forgotten.

    Identities of the old CA stay good until they are renewed.
    """
    with open_store(database, seal_key) as store:
        _show(switch_authority(KeptState(store, clock=utc_now), now=utc_now()))
    typer.echo("Start the server again now: until then it goes on issuing with the old one.")


def _show(found: Authorities) -> None:
    _line("issues", found.current.certificate, f"until {found.current_ends:%Y-%m-%d}")
    if found.next is not None:
        _line("next", found.next.certificate, "waits")
    for certificate in found.former:
        _line("former", certificate, "trusted, cannot issue any more")


def _line(role: str, certificate: bytes, what: str) -> None:
    typer.echo(f"{role:8} {fingerprint(certificate).hex()[:16]}  {what}")
