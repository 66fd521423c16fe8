"""The API account of ``pymdm axm``: its two ids and its key file, and the service to ask."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pymdm.cli._inspect_text import printable
from pymdm.cli.certs_files import about, open_to_others, read

if TYPE_CHECKING:
    from pymdm.axm import AXMClient

__all__ = [
    "CAOption",
    "ClientOption",
    "EndpointOption",
    "JSONOption",
    "KeyIdOption",
    "KeyOption",
    "connect",
]

ClientOption = Annotated[
    str,
    typer.Option(
        "--client-id", envvar="PYMDM_AXM_CLIENT_ID", metavar="ID", help="BUSINESSAPI.… or SCHOOLAPI.…"
    ),
]
KeyIdOption = Annotated[
    str, typer.Option("--key-id", envvar="PYMDM_AXM_KEY_ID", metavar="ID", help="Names the key to Apple.")
]
KeyOption = Annotated[
    str,
    typer.Option(
        "--key", envvar="PYMDM_AXM_KEY", metavar="FILE", help="The private key, as the portal gave it out."
    ),
]
EndpointOption = Annotated[
    str, typer.Option("--endpoint", metavar="URL", help="Another service than Apple's, such as a fake.")
]
CAOption = Annotated[
    str, typer.Option("--ca", metavar="FILE", help="The authority to trust for it, PEM; no other.")
]
JSONOption = Annotated[bool, typer.Option("--json", help="As JSON, one object a line.")]


def connect(client_id: str, key_id: str, key: str, endpoint: str, ca: str) -> AXMClient:
    """A client for the account, whose key file others should not be able to read.

    Raises:
        OSError: a file cannot be read.
        ValueError: an option is missing.
        DecodeError: the key file holds none that fits.
    """
    from pymdm.axm import AXMClient, AXMCredentials
    from pymdm.axm.session import TOKEN_URL

    for option, value in (("--client-id", client_id), ("--key-id", key_id), ("--key", key)):
        if not value:
            raise ValueError(
                f"{option} is missing: Apple's portal shows it in the settings of the API account"
            )
    with about(key):
        credentials = AXMCredentials.from_pem(read(key), client_id=client_id, key_id=key_id)
    if open_to_others(key):
        typer.echo(f"warning: others can read {printable(key)}: chmod 600", err=True)
    base = endpoint.rstrip("/")
    return AXMClient(
        credentials,
        ca=Path(ca).read_bytes() if ca else None,
        base_url=base,
        token_url=f"{base}/auth/oauth2/token" if base else TOKEN_URL,
    )
