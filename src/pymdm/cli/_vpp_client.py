"""What the commands of ``pymdm vpp`` share: options, whose licenses, outcomes, and a bar."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from pymdm.cli._dep_client import serials_from, show
from pymdm.cli._inspect_text import printable
from pymdm.cli.certs_files import about, open_to_others, read
from pymdm.service.machine import utc_now
from pymdm.vpp.session import BASE_URL
from pymdm.vpp.tokens import ContentToken

if TYPE_CHECKING:
    from collections.abc import Callable

    from pymdm.vpp import Event, Outcome, VPPClient

__all__ = [
    "TOKEN_FILE",
    "BaseURLOption",
    "CAOption",
    "JSONOption",
    "MdmOption",
    "TimeoutOption",
    "TokenOption",
    "bar",
    "finish",
    "open_client",
    "read_token",
    "show",
    "targets",
]

TokenOption = Annotated[
    str,
    typer.Option(
        "--token",
        metavar="FILE",
        envvar="PYMDM_VPP_TOKEN",
        help="The content token (.vpptoken) of the location.",
    ),
]
BaseURLOption = Annotated[
    str,
    typer.Option(
        "--base-url",
        metavar="URL",
        envvar="PYMDM_VPP_URL",
        help="Another service than Apple's, such as a simulator; http:// only on this machine.",
    ),
]
CAOption = Annotated[
    str,
    typer.Option(
        "--ca",
        metavar="FILE",
        envvar="PYMDM_VPP_CA",
        help="The only authorities that it is believed from (PEM); by default those of this machine.",
    ),
]
MdmOption = Annotated[
    str,
    typer.Option(
        "--mdm-id",
        metavar="ID",
        envvar="PYMDM_VPP_MDM_ID",
        help="Who you are to Apple; nothing is changed in a location that another server manages.",
    ),
]
JSONOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
TimeoutOption = Annotated[
    float, typer.Option("--timeout", min=0, max=86400, help="Seconds to wait for the end; 0: do not wait.")
]

#: Bytes of a list of users: a hundred thousand with the longest names that are usual.
_MAX_LIST: Final = 8 << 20

TOKEN_FILE: Final = "location.vpptoken"  # noqa: S105 - the name of a file
"""Where the token is, unless told otherwise."""


def read_token(name: str) -> ContentToken:
    """The token in a file; the text of what is wrong with it names the file.

    Raises:
        OSError: it cannot be read.
        ValueError: it is none.
    """
    data = read(name)
    with about(name):
        return ContentToken.from_bytes(data)


@contextmanager
def open_client(
    token: str, *, base_url: str = BASE_URL, ca: str = "", mdm_id: str = ""
) -> Iterator[VPPClient]:
    """A client for the token in a file; what is to be told of the token's end is told afterwards.

    Raises:
        OSError: a file cannot be read.
        ValueError: it holds something else, or the URL cannot be used.
    """
    from pymdm.vpp import MdmInfo, VPPClient

    opened = read_token(token)
    with about(token):
        opened.check(utc_now())
    if open_to_others(token):
        typer.echo(f"warning: others can read {printable(token)}: chmod 600", err=True)
    client = VPPClient(
        opened,
        base_url=base_url,
        ca=read(ca) if ca else None,
        mdm=MdmInfo(id=mdm_id) if mdm_id else None,
        reload=lambda: ContentToken.load(token),
    )
    with client:
        try:
            yield client
        finally:
            for warning in client.token_warnings():
                typer.echo(f"warning: {printable(warning.text)}", err=True)


def targets(
    serial: list[str] | None, serials: str, user: list[str] | None, users: str
) -> tuple[list[str], list[str]]:
    """Devices and users of the command line and of files.

    Raises:
        OSError: a file cannot be read.
        ValueError: there are none.
    """
    devices = serials_from(serial, serials) if serial or serials else []
    people = list(user or ())
    if users:
        people += _lines(users)
    if not devices and not people:
        raise ValueError("for whom?  Give --serial, --serials FILE, --user or --users FILE")
    return devices, people


def _lines(name: str) -> list[str]:
    with Path(name).open("rb") as opened:
        data = opened.read(_MAX_LIST + 1)
    with about(name):
        if len(data) > _MAX_LIST or b"\0" in data:
            raise ValueError("expected identifiers of users, one a line")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValueError("expected identifiers of users in UTF-8, one a line") from None
    return [line.strip() for line in text.split("\n") if line.strip()]


def finish(client: VPPClient, event: Event, *, timeout: float, as_json: bool) -> None:
    """Wait for the end of a change, with a bar, and say what failed; exit code 1 if something did.

    Raises:
        EventPending: Apple is not done; the text names what to ask for.
    """
    from pymdm.errors import EventPending

    if not timeout:
        if as_json:
            show({"events": list(event.event_ids)})
        else:
            for event_id in event.event_ids:
                typer.echo(f"accepted: {printable(event_id)}")
        return
    try:
        with bar("assigning") as advance:
            outcome = client.wait(event, timeout=timeout, progress=advance)
    except EventPending as error:
        ids = " ".join(printable(event_id) for event_id in event.event_ids)
        error.args = (f"{error}; pymdm vpp status {ids}",)
        raise
    tell(outcome, as_json=as_json)


def tell(outcome: Outcome, *, as_json: bool) -> None:
    """What became of a change; exit code 1 unless all of it succeeded."""
    if as_json:
        show(_facts(outcome))
    else:
        for failure in outcome.failures:
            who = failure.serial or failure.client_user_id or "somebody"
            what = " ".join(asset.adam_id for asset in failure.assets)
            typer.echo(f"{printable(who)}{' ' if what else ''}{what}: {printable(str(failure.error))}")
        state = "finished" if outcome.finished else "pending"
        typer.echo(f"{outcome.completed} of {outcome.requested} done, {state}")
    if outcome.finished and not outcome.succeeded:
        raise typer.Exit(1)


def _facts(outcome: Outcome) -> dict[str, Any]:
    return {
        "events": list(outcome.event.event_ids),
        "finished": outcome.finished,
        "succeeded": outcome.succeeded,
        "requested": outcome.requested,
        "completed": outcome.completed,
        "failures": [
            {
                "serial": failure.serial,
                "client_user_id": failure.client_user_id,
                "assets": [asset.adam_id for asset in failure.assets],
                "code": int(failure.error.code or 0),
                "error": str(failure.error),
            }
            for failure in outcome.failures
        ],
    }


@contextmanager
def bar(what: str) -> Iterator[Callable[[Outcome], None]]:
    """Shows how much of a change is done, where a person looks at it."""
    if not sys.stderr.isatty():
        yield lambda outcome: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(what, total=None)

        def advance(outcome: Outcome) -> None:
            shown.update(task, completed=outcome.completed, total=outcome.requested or None)

        yield advance
