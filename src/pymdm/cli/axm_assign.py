"""``pymdm axm assign``, ``unassign`` and ``activity``: devices change their service, and how far that is."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from pymdm.cli._axm_options import (
    CAOption,
    ClientOption,
    EndpointOption,
    JSONOption,
    KeyIdOption,
    KeyOption,
    connect,
)
from pymdm.cli._inspect_text import printable
from pymdm.cli.certs_files import read
from pymdm.errors import TransportError

if TYPE_CHECKING:
    from pymdm.axm import Activity, AXMClient, MDMServer

__all__ = ["named_server", "register"]

#: Devices in one activity.  Apple documents no limit; as many as in a page are known to be no trouble, and
#: what fails then concerns a thousand devices and not all.
_AT_ONCE: Final = 1000

#: Names in a question; more is not read before the answer.
_SHOWN: Final = 5

_Server = Annotated[
    str, typer.Argument(metavar="SERVER", help="The service: its name in the portal, or its id.")
]
_Serials = Annotated[list[str] | None, typer.Argument(metavar="[SERIAL]...", help="Serial numbers.")]
_From = Annotated[
    str,
    typer.Option(
        "--from", metavar="FILE", help="Serial numbers from a file, one a line; - is standard input."
    ),
]
_Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
_Timeout = Annotated[
    float, typer.Option("--timeout", min=0, max=86400, help="Seconds to wait for the end; 0: do not wait.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("assign")(assign)
    app.command("unassign")(unassign)
    app.command("activity")(activity)


def named_server(axm: AXMClient, server: str) -> MDMServer:
    """The service of this id, or of this name if there is one only.

    Raises:
        ValueError: none, or several.
    """
    every = list(axm.servers())
    found = [each for each in every if each.id == server] or [each for each in every if each.name == server]
    if len(found) == 1:
        return found[0]
    if found:
        raise ValueError("several services have this name: give the id that pymdm axm servers shows")
    raise ValueError("no service has this name or id: pymdm axm servers lists them")


def assign(
    server: _Server,
    serials: _Serials = None,
    client_id: ClientOption = "",
    key_id: KeyIdOption = "",
    key: KeyOption = "",
    endpoint: EndpointOption = "",
    ca: CAOption = "",
    listed: _From = "",
    yes: _Yes = False,
    timeout: _Timeout = 600,
    as_json: JSONOption = False,
) -> None:
    """Assign devices to a service, away from where they are.  0 when Apple has done it for all of them."""
    with connect(client_id, key_id, key, endpoint, ca) as axm:
        _change(axm, "assign", server, _named(serials, listed), yes=yes, timeout=timeout, as_json=as_json)


def unassign(
    server: _Server,
    serials: _Serials = None,
    client_id: ClientOption = "",
    key_id: KeyIdOption = "",
    key: KeyOption = "",
    endpoint: EndpointOption = "",
    ca: CAOption = "",
    listed: _From = "",
    yes: _Yes = False,
    timeout: _Timeout = 600,
    as_json: JSONOption = False,
) -> None:
    """Take devices away from their service; they belong to none then.  0 when Apple has done it for all."""
    with connect(client_id, key_id, key, endpoint, ca) as axm:
        _change(axm, "unassign", server, _named(serials, listed), yes=yes, timeout=timeout, as_json=as_json)


def activity(
    activity_id: Annotated[str, typer.Argument(metavar="ID", help="As assign and unassign print it.")],
    client_id: ClientOption = "",
    key_id: KeyIdOption = "",
    key: KeyOption = "",
    endpoint: EndpointOption = "",
    ca: CAOption = "",
    timeout: _Timeout = 0,
    as_json: JSONOption = False,
) -> None:
    """Show how far an assignment of the last 30 days is.  0 when it has been done for all devices."""
    with connect(client_id, key_id, key, endpoint, ca) as axm:
        last = _followed(axm, axm.activity(activity_id), timeout=timeout, as_json=as_json)
    if not last.succeeded:
        raise typer.Exit(1)


def _change(
    axm: AXMClient,
    verb: Literal["assign", "unassign"],
    server: str,
    serials: tuple[str, ...],
    *,
    yes: bool,
    timeout: float,
    as_json: bool,
) -> None:
    found = named_server(axm, server)
    if not yes:
        _ask(verb, found, serials)
    done = True
    for part in _parts(serials):
        try:
            started = axm.assign(found.id, part) if verb == "assign" else axm.unassign(found.id, part)
        except TransportError as error:
            if not error.request_sent:
                raise
            raise TransportError(
                f"{error}; Apple may have taken this {verb}: look at the devices before you repeat it"
            ) from error
        last = _followed(axm, started, timeout=timeout, as_json=as_json)
        done = done and (last.succeeded or (not timeout and not last.ended))
    if not done:
        raise typer.Exit(1)


def _ask(verb: str, server: MDMServer, serials: tuple[str, ...]) -> None:
    shown = ", ".join(printable(serial) for serial in serials[:_SHOWN])
    more = f" and {len(serials) - _SHOWN} more" if len(serials) > _SHOWN else ""
    way = "to" if verb == "assign" else "from"
    count = f"{len(serials)} device{'s' if len(serials) > 1 else ''}"
    question = f"{verb} {count} ({shown}{more}) {way} {printable(server.name)}?"
    typer.confirm(question, abort=True, err=True)


def _followed(axm: AXMClient, started: Activity, *, timeout: float, as_json: bool) -> Activity:
    """How it is in the end; each step is told on standard error where somebody looks, the end always."""
    last = started
    if timeout and not started.ended:
        told = ""
        for last in axm.watch(started.id, timeout=timeout):
            if sys.stderr.isatty() and last.sub_status != told:
                typer.echo(f"{printable(last.id)}: {printable(last.sub_status or last.status)}", err=True)
                told = last.sub_status
    facts = {"activity": last.id, "status": str(last.status), "sub_status": last.sub_status}
    if as_json:
        typer.echo(json.dumps(facts))
    else:
        typer.echo("  ".join(printable(text) for text in facts.values() if text))
    return last


def _named(serials: list[str] | None, listed: str) -> tuple[str, ...]:
    lines: list[str] = []
    if listed:
        text = sys.stdin.read() if listed == "-" else read(listed).decode("utf-8-sig")
        lines = [line.strip() for line in text.splitlines()]
    named = tuple(dict.fromkeys(each for each in [*(serials or ()), *lines] if each))
    if not named:
        raise ValueError("which devices?  Give serial numbers, or --from FILE")
    return named


def _parts(serials: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(serials), _AT_ONCE):
        yield serials[start : start + _AT_ONCE]
