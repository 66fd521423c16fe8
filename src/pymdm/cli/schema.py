"""``pymdm schema``: what pymdm knows of Apple's schema, and all about one command, payload or declaration."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Final

import typer

from pymdm.cli._schema_facts import described
from pymdm.cli._schema_names import Entry, entries, kinds, near, of_kind, wanted
from pymdm.cli._schema_text import lines

__all__ = ["UNKNOWN", "register"]

UNKNOWN: Final = 1
"""Exit code: nothing of that name."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("schema")(_schema)


def _schema(
    name: Annotated[
        str,
        typer.Argument(
            metavar="[NAME]",
            help="A kind (commands, payloads, …), a class (DeviceLock, profiles.WiFi) or a type on the wire "
            "(com.apple.wifi.managed).",
            show_default=False,
        ),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say what pymdm knows: how much of each kind, the names of one kind, or all about one of them.

    Of one: keys with type, presence, range and allowed values, and which systems have it since when.
    """
    found = entries()
    if not name:
        _show_counts(kinds(found), as_json=as_json)
    elif listed := of_kind(found, name):
        _show_names(name, listed, as_json=as_json)
    elif chosen := wanted(found, name):
        facts = [described(entry) for entry in chosen]
        if as_json:
            typer.echo(json.dumps({"found": facts}, indent=2))
        else:
            typer.echo("\n\n".join("\n".join(lines(one)) for one in facts))
    else:
        _show_unknown(near(found, name), as_json=as_json)


def _show_counts(by_kind: Mapping[str, tuple[Entry, ...]], *, as_json: bool) -> None:
    counts = {kind: len(found) for kind, found in by_kind.items()}
    if as_json:
        typer.echo(json.dumps({"counts": counts}, indent=2))
        return
    for kind, count in counts.items():
        typer.echo(f"{kind:<16}{count:>4}   {by_kind[kind][0].name}, …")
    typer.echo("\npymdm schema commands lists the names; pymdm schema DeviceLock tells all about one")


def _show_names(kind: str, found: tuple[Entry, ...], *, as_json: bool) -> None:
    if as_json:
        rows = [{"name": entry.name, "type": entry.wire, "class": entry.importable} for entry in found]
        typer.echo(json.dumps({"kind": kind, "names": rows}, indent=2))
        return
    for entry in found:
        typer.echo(f"{entry.name:<40}{entry.wire}" if entry.wire not in ("", entry.name) else entry.name)


def _show_unknown(suggestions: list[str], *, as_json: bool) -> None:
    hint = f"did you mean {', '.join(suggestions)}?" if suggestions else "pymdm schema lists the kinds"
    text = f"expected a kind, a class or a type on the wire; {hint}"
    if as_json:
        typer.echo(json.dumps({"error": text}))
    typer.echo(f"pymdm: {text}", err=True)
    raise typer.Exit(UNKNOWN)
