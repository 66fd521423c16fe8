"""``pymdm dep account``, ``devices`` and ``disown``: what Apple knows, and giving devices up for ever."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from pymdm.cli._dep_client import (
    TOKEN_FILE,
    BaseURLOption,
    CAOption,
    JSONOption,
    SerialsArgument,
    SerialsOption,
    VersionOption,
    open_client,
    serials_from,
    show,
    show_outcomes,
)
from pymdm.cli._dep_files import TokenOption
from pymdm.cli._inspect_text import printable
from pymdm.dep.session import BASE_URL, PROTOCOL_VERSION

if TYPE_CHECKING:
    from pymdm.dep import Device

__all__ = ["register"]

_FACTS = (
    "server_name",
    "server_uuid",
    "org_name",
    "org_type",
    "org_id",
    "org_email",
    "org_phone",
    "admin_id",
)


def register(dep: typer.Typer) -> None:
    """Add the commands."""
    dep.command("account")(_account)
    dep.command("devices")(_devices)
    dep.command("disown")(_disown)


def _account(
    token: TokenOption = TOKEN_FILE,
    base_url: BaseURLOption = BASE_URL,
    ca: CAOption = "",
    protocol_version: VersionOption = PROTOCOL_VERSION,
    as_json: JSONOption = False,
) -> None:
    """Log in, and say which server and organization the token belongs to."""
    with open_client(token, base_url=base_url, ca=ca, protocol_version=protocol_version) as client:
        found = client.account()
    if as_json:
        show(dict(found.raw))
        return
    for name in _FACTS:
        if value := getattr(found, name):
            typer.echo(f"{name:<12} {printable(value)}")


def _devices(
    serial: SerialsArgument = None,
    serials: SerialsOption = "",
    token: TokenOption = TOKEN_FILE,
    base_url: BaseURLOption = BASE_URL,
    ca: CAOption = "",
    protocol_version: VersionOption = PROTOCOL_VERSION,
    as_json: JSONOption = False,
) -> None:
    """Show these devices, or all of the server's; with --json one object a line.

    Exit code 1: one of those that were named is not this server's.
    """
    missing = False
    with open_client(token, base_url=base_url, ca=ca, protocol_version=protocol_version) as client:
        if serial or serials:
            found = client.device_details(serials_from(serial, serials))
            devices = iter(found.values())
        else:
            devices = client.iter_devices()
        for device in devices:
            missing = missing or not device.found
            typer.echo(json.dumps(dict(device.raw)) if as_json else _line(device))
    if missing:
        raise typer.Exit(1)


def _line(device: Device) -> str:
    if not device.found:
        return f"{printable(device.serial_number):<14} not a device of this server"
    words = (device.model, device.color, device.profile_status or "empty", device.profile_uuid)
    return f"{printable(device.serial_number):<14} " + ", ".join(printable(word) for word in words if word)


def _disown(
    serial: SerialsArgument = None,
    serials: SerialsOption = "",
    confirm: Annotated[
        str, typer.Option("--confirm", metavar="TEXT", help="What would have to be typed, for programs.")
    ] = "",
    token: TokenOption = TOKEN_FILE,
    base_url: BaseURLOption = BASE_URL,
    ca: CAOption = "",
    protocol_version: VersionOption = PROTOCOL_VERSION,
    as_json: JSONOption = False,
) -> None:
    """Give devices up for ever: Apple does not take this back, and they cannot be assigned to you again.

    Exit code 1: there is a device that was not disowned.
    """
    from pymdm.dep import Disown

    names = list(dict.fromkeys(serials_from(serial, serials)))
    wanted = f"disown {names[0]}" if len(names) == 1 else f"disown {len(names)} devices"
    typed = confirm or typer.prompt(
        f"Disowned devices do not come back. To go on, type {wanted!r}",
        default="",
        show_default=False,
        err=True,
    )
    if typed.strip() != wanted:
        raise ValueError(f"expected {printable(wanted)!r} to be typed; nothing was done")
    with open_client(token, base_url=base_url, ca=ca, protocol_version=protocol_version) as client:
        show_outcomes(client.disown(names, confirm=Disown.FOR_EVER), as_json=as_json)
