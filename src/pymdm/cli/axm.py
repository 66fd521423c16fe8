"""``pymdm axm``: Apple Business Manager and Apple School Manager by their API."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import attrs
import typer

from pymdm.cli import axm_assign
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
from pymdm.cli.axm_assign import named_server

if TYPE_CHECKING:
    from pymdm.axm import OrgDevice

__all__ = ["app", "register"]

app = typer.Typer(
    help="Apple Business Manager and Apple School Manager by their API: who manages which device.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(parent: typer.Typer) -> None:
    """Add the commands."""
    axm_assign.register(app)
    parent.add_typer(app, name="axm")


@app.command("check")
def check(
    client_id: ClientOption = "",
    key_id: KeyIdOption = "",
    key: KeyOption = "",
    endpoint: EndpointOption = "",
    ca: CAOption = "",
    as_json: JSONOption = False,
) -> None:
    """Log in, and say for what and until when; of the token nothing is shown."""
    with connect(client_id, key_id, key, endpoint, ca) as axm:
        token, session = axm.login(), axm.session
        facts = {
            "api": session.base_url,
            "scope": session.credentials.scope,
            "key_sha256": session.credentials.key.fingerprint(),
            "expires": token.expires.isoformat(),
        }
    _tell(facts, as_json=as_json)


@app.command("devices")
def devices(
    client_id: ClientOption = "",
    key_id: KeyIdOption = "",
    key: KeyOption = "",
    endpoint: EndpointOption = "",
    ca: CAOption = "",
    server: Annotated[
        str, typer.Option("--server", metavar="NAME", help="Only those of this service: its name or id.")
    ] = "",
    as_json: JSONOption = False,
) -> None:
    """List devices: serial number, assigned or not, product; of a service only serial numbers."""
    with connect(client_id, key_id, key, endpoint, ca) as axm:
        if server:
            for serial in axm.server_devices(named_server(axm, server).id):
                typer.echo(json.dumps({"id": serial}) if as_json else printable(serial))
            return
        for device in axm.devices():
            typer.echo(_object(device) if as_json else _line(device))


@app.command("device")
def device(
    serial: Annotated[str, typer.Argument(metavar="SERIAL", help="The serial number.")],
    client_id: ClientOption = "",
    key_id: KeyIdOption = "",
    key: KeyOption = "",
    endpoint: EndpointOption = "",
    ca: CAOption = "",
    as_json: JSONOption = False,
) -> None:
    """Show a device and the service that it is assigned to."""
    with connect(client_id, key_id, key, endpoint, ca) as axm:
        found, server = axm.device(serial), axm.assigned_server(serial)
    facts = {name: value for name, value in _facts(found).items() if value}
    facts["server"] = server.name if server else None
    _tell(facts, as_json=as_json)


@app.command("servers")
def servers(
    client_id: ClientOption = "",
    key_id: KeyIdOption = "",
    key: KeyOption = "",
    endpoint: EndpointOption = "",
    ca: CAOption = "",
    as_json: JSONOption = False,
) -> None:
    """List device management services: id, type, name."""
    with connect(client_id, key_id, key, endpoint, ca) as axm:
        for found in axm.servers():
            text = f"{printable(found.id)}  {printable(found.type):18} {printable(found.name)}"
            typer.echo(_object(found) if as_json else text)


def _line(device: OrgDevice) -> str:
    shown = (device.serial_number or device.id, device.status, device.product_family, device.model)
    return "{:14} {:10} {:8} {}".format(*map(printable, shown)).rstrip()


def _object(found: Any) -> str:
    return json.dumps(_facts(found), default=datetime.isoformat)


def _facts(found: Any) -> dict[str, Any]:
    return {name: value for name, value in attrs.asdict(found).items() if name != "raw"}


def _tell(facts: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(facts, default=datetime.isoformat))
        return
    for name, value in facts.items():
        shown = value.isoformat() if isinstance(value, datetime) else value
        text = ", ".join(shown) if isinstance(shown, tuple) else str("none" if shown is None else shown)
        typer.echo(f"{name:22} {printable(text)}")
