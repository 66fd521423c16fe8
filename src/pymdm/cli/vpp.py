"""``pymdm vpp``: Apps and Books, the licenses of a location and who has them."""

from __future__ import annotations

import typer

from pymdm.cli import vpp_changes, vpp_config, vpp_lists, vpp_manifest, vpp_sync, vpp_token

__all__ = ["app", "register"]

app = typer.Typer(
    help="Apps and books that your organization bought: content tokens, licenses, and who has them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(parent: typer.Typer) -> None:
    """Add the commands."""
    vpp_token.register(app)
    vpp_config.register(app)
    vpp_lists.register(app)
    vpp_changes.register(app)
    vpp_sync.register(app)
    vpp_manifest.register(app)
    parent.add_typer(app, name="vpp")
