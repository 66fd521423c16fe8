"""``pymdm dep``: the Device Enrollment Program, Apple's list of an organization's devices."""

from __future__ import annotations

import typer

from pymdm.cli import dep_devices, dep_profile, dep_sync, dep_token

__all__ = ["app", "register"]

app = typer.Typer(
    help="Devices that Apple knows to be yours: server tokens, and what is asked with them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(parent: typer.Typer) -> None:
    """Add the commands."""
    dep_token.register(app)
    dep_devices.register(app)
    dep_profile.register(app)
    dep_sync.register(app)
    parent.add_typer(app, name="dep")
