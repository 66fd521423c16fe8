"""The command line: one module a command, joined here."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import pymdm
from pymdm.cli import (
    authority,
    axm,
    certs,
    demo,
    dep,
    devices,
    inspect,
    keys,
    migrate,
    profile,
    push,
    push_certificate,
    queue,
    schema,
    serve,
    simulate,
    vpp,
)
from pymdm.cli.problems import in_words
from pymdm.errors import PymdmError

__all__ = ["app", "run"]

app = typer.Typer(
    name="pymdm",
    help="Apple device management: a server, simulated devices, and a look into files and databases.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # its tables cut off the names of options in a terminal of 80 columns
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"pymdm {pymdm.__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


for command in (
    demo,
    serve,
    simulate,
    devices,
    push,
    push_certificate,
    queue,
    inspect,
    schema,
    keys,
    authority,
    certs,
    dep,
    axm,
    vpp,
    profile,
    migrate,
):
    command.register(app)


def run() -> None:
    """Run a command; what a user can mend is one line, not a traceback."""
    try:
        app()
    except (PymdmError, OSError, ValueError) as error:
        typer.echo(f"pymdm: {in_words(error)}", err=True)
        sys.exit(1)
