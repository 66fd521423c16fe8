"""``pymdm vpp config``: which location a token belongs to, who manages it, and where notifications go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pymdm.cli._inspect_text import printable
from pymdm.cli._vpp_client import (
    TOKEN_FILE,
    BaseURLOption,
    CAOption,
    JSONOption,
    TokenOption,
    open_client,
    show,
)
from pymdm.cli.certs_files import about, read
from pymdm.crypto import Secret
from pymdm.errors import ManagedElsewhere
from pymdm.vpp.session import BASE_URL

if TYPE_CHECKING:
    from pymdm.vpp import ClientConfig, VPPClient

__all__ = ["register"]


def register(vpp: typer.Typer) -> None:
    """Add the command."""
    vpp.command("config")(_config)


def _config(
    mdm_id: Annotated[
        str,
        typer.Option("--set-mdm-id", metavar="ID", help="Tell Apple that you manage the location, as ID."),
    ] = "",
    name: Annotated[str, typer.Option("--set-name", metavar="NAME", help="Your server's name.")] = "pymdm",
    metadata: Annotated[
        str, typer.Option("--set-metadata", metavar="TEXT", help="What you like, such as a version.")
    ] = "none",
    notification_url: Annotated[
        str, typer.Option("--notification-url", metavar="URL", help="Where Apple sends notifications.")
    ] = "",
    notification_token: Annotated[
        str,
        typer.Option("--notification-token", metavar="FILE", help="What they carry: the first line of FILE."),
    ] = "",
    notify: Annotated[
        list[str] | None,
        typer.Option("--notify", metavar="TYPE", help="Such as ASSET_MANAGEMENT; several times."),
    ] = None,
    take_over: Annotated[
        str,
        typer.Option(
            "--take-over", metavar="ID", help="Take the location from the server that manages it as ID."
        ),
    ] = "",
    token: TokenOption = TOKEN_FILE,
    base_url: BaseURLOption = BASE_URL,
    ca: CAOption = "",
    as_json: JSONOption = False,
) -> None:
    """Show which location the token belongs to; with --set-mdm-id manage it, and set notifications.

    Apple calls the address for notifications at once, so your server has to run when it is set.
    """
    if not mdm_id and (notification_url or notification_token or notify or take_over):
        raise ValueError("expected --set-mdm-id with what is to be set: Apple is told who sets it")
    with open_client(token, base_url=base_url, ca=ca) as client:
        if mdm_id:
            secret = _first_line(notification_token) if notification_token else None
            found = _set(client, mdm_id, name, metadata, notification_url, secret, notify, take_over)
        else:
            found = client.client_config()
    facts = _facts(found)
    if as_json:
        show(facts)
        return
    for key, value in facts.items():
        if value:
            typer.echo(f"{key:<18} {printable(', '.join(value) if isinstance(value, list) else str(value))}")


def _set(
    client: VPPClient,
    mdm_id: str,
    name: str,
    metadata: str,
    url: str,
    secret: Secret[str] | None,
    notify: list[str] | None,
    take_over: str,
) -> ClientConfig:
    from pymdm.vpp import MdmInfo, TakeOver

    take = None
    if take_over:
        now = client.client_config().mdm
        if now is None or now.id != take_over:
            raise ValueError("--take-over: expected the id that pymdm vpp config shows as managed_by")
        take = TakeOver.FROM_OTHER_SERVER
    try:
        return client.set_client_config(
            mdm=MdmInfo(id=mdm_id, name=name, metadata=metadata),
            notification_url=url,
            notification_token=secret,
            notification_types=notify,
            take_over=take,
        )
    except ManagedElsewhere as error:
        who = f"{printable(error.manager_name)} ({printable(error.manager_id)})"
        error.args = (f"{error}; that is {who}",)
        raise


def _first_line(name: str) -> Secret[str]:
    with about(name):
        lines = read(name).decode("utf-8").splitlines()
        if not lines or not lines[0].strip():
            raise ValueError("expected a token on the first line")
        return Secret(lines[0].strip())


def _facts(found: ClientConfig) -> dict[str, Any]:
    return {
        "location": found.location_name,
        "uid": found.uid,
        "country": found.country,
        "website": found.website_url,
        "managed_by": found.mdm.id if found.mdm else "",
        "managed_by_name": found.mdm.name if found.mdm else "",
        "notification_url": found.notification_url,
        "notification_token": "set, hidden" if found.notification_token else "",
        "notification_types": [str(word) for word in found.notification_types],
        "token_expires": found.token_expires.isoformat() if found.token_expires else "",
    }
