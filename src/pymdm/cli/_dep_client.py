"""What the commands of ``pymdm dep`` that talk to Apple share: options, serial numbers, outcomes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from pymdm.cli._dep_files import read_token
from pymdm.cli._inspect_text import printable
from pymdm.cli.certs_files import about, read
from pymdm.dep.session import BASE_URL, PROTOCOL_VERSION

if TYPE_CHECKING:
    from pymdm.dep import DEPClient, DeviceOutcomes

__all__ = [
    "TOKEN_FILE",
    "BaseURLOption",
    "CAOption",
    "JSONOption",
    "SerialsArgument",
    "SerialsOption",
    "VersionOption",
    "open_client",
    "serials_from",
    "show",
    "show_outcomes",
]

BaseURLOption = Annotated[
    str,
    typer.Option(
        "--base-url",
        metavar="URL",
        envvar="PYMDM_DEP_URL",
        help="Another service than Apple's, such as a simulator; http:// only on this machine.",
    ),
]
CAOption = Annotated[
    str,
    typer.Option(
        "--ca",
        metavar="FILE",
        envvar="PYMDM_DEP_CA",
        help="The only authorities that it is believed from (PEM); by default those of this machine.",
    ),
]
VersionOption = Annotated[
    int, typer.Option("--protocol-version", help="X-Server-Protocol-Version.", min=1, max=99)
]
JSONOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SerialsArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[SERIAL]...", help="Serial numbers of devices.")
]
SerialsOption = Annotated[
    str, typer.Option("--serials", metavar="FILE", help="More of them from a file, one a line.")
]

TOKEN_FILE: Final = "dep-token.json"  # noqa: S105 - the name of a file
"""Where the token is, unless told otherwise."""

# A line is a serial number of up to fourteen characters: room for several hundred thousand devices.
_MAX_LIST: Final = 8 << 20


def open_client(
    token: str, *, base_url: str = BASE_URL, ca: str = "", protocol_version: int = PROTOCOL_VERSION
) -> DEPClient:
    """A client for the token in a file, to be used in a ``with``.

    Raises:
        OSError: a file cannot be read.
        ValueError: it holds something else, or the URL cannot be used.
    """
    from pymdm.dep import DEPClient

    opened = read_token(token)
    authorities = read(ca) if ca else None
    return DEPClient(opened, base_url=base_url, ca=authorities, protocol_version=protocol_version)


def serials_from(given: list[str] | None, file: str) -> list[str]:
    """The serial numbers of the command line and of a file.

    Raises:
        OSError: the file cannot be read.
        ValueError: there are none, or the file is no list.
    """
    found = list(given or ())
    if file:
        with Path(file).open("rb") as opened:
            data = opened.read(_MAX_LIST + 1)
        with about(file):
            if len(data) > _MAX_LIST or not data.isascii():
                raise ValueError("expected serial numbers in ASCII, one a line")
            found += [line.strip() for line in data.decode().splitlines() if line.strip()]
    if not found:
        raise ValueError("which devices?  Give serial numbers, or a file with --serials FILE")
    return found


def show(value: Any) -> None:
    """Print JSON."""
    typer.echo(json.dumps(value, indent=2))


def show_outcomes(found: DeviceOutcomes, *, as_json: bool) -> None:
    """One line for each device; exit code 1 unless all of them succeeded."""
    if as_json:
        show({"profile_uuid": found.profile_uuid, "devices": dict(found), "retry_after": found.retry_after})
    else:
        for serial, outcome in found.items():
            typer.echo(f"{printable(serial)}  {printable(outcome)}")
        if found.retry_after is not None:
            typer.echo(f"THROTTLED devices can be tried again in {found.retry_after:.0f} s")
    if not found.all_succeeded:
        raise typer.Exit(1)
