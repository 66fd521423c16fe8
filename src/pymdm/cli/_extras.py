"""Libraries that come with an extra of the package, asked for before they are needed."""

from __future__ import annotations

import importlib

import typer

__all__ = ["need"]


def need(library: str, extra: str) -> None:
    """End with the command that installs the extra, if the library is not there."""
    try:
        importlib.import_module(library)
    except ModuleNotFoundError as error:
        typer.echo(f'pymdm: this needs an extra: pip install "pymdm[{extra}]"', err=True)
        raise typer.Exit(1) from error
