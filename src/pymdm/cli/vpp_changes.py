"""``pymdm vpp assign``, ``unassign``, ``revoke`` and ``status``: licenses change hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from pymdm.cli._database import KeyOption
from pymdm.cli._inspect_text import printable
from pymdm.cli._vpp_client import (
    TOKEN_FILE,
    BaseURLOption,
    CAOption,
    JSONOption,
    MdmOption,
    TimeoutOption,
    TokenOption,
    finish,
    open_client,
    targets,
    tell,
)
from pymdm.cli._vpp_jobs import JobsOption, LocationOption, by_jobs, opened
from pymdm.vpp.session import BASE_URL

if TYPE_CHECKING:
    from pymdm.vpp import Asset

__all__ = ["register"]

#: Seconds: ten times what administrators report for thousands of devices.
_WAIT: Final = 300.0

_Assets = Annotated[list[str], typer.Argument(metavar="ADAM_ID...", help="Numbers of apps or books.")]
_Serial = Annotated[
    list[str] | None, typer.Option("--serial", metavar="SERIAL", help="A device; several times.")
]
_Serials = Annotated[str, typer.Option("--serials", metavar="FILE", help="Serial numbers, one a line.")]
_User = Annotated[list[str] | None, typer.Option("--user", metavar="ID", help="A user; several times.")]
_Users = Annotated[str, typer.Option("--users", metavar="FILE", help="Identifiers of users, one a line.")]
_Quality = Annotated[str, typer.Option("--pricing", metavar="STDQ|PLUS", help="Quality of books.")]


def register(vpp: typer.Typer) -> None:
    """Add the commands."""
    vpp.command("assign")(_assign)
    vpp.command("unassign")(_unassign)
    vpp.command("revoke")(_revoke)
    vpp.command("status")(_status)


def _assign(
    adam_id: _Assets,
    serial: _Serial = None,
    serials: _Serials = "",
    user: _User = None,
    users: _Users = "",
    pricing: _Quality = "STDQ",
    token: TokenOption = TOKEN_FILE,
    base_url: BaseURLOption = BASE_URL,
    ca: CAOption = "",
    mdm_id: MdmOption = "",
    timeout: TimeoutOption = _WAIT,
    as_json: JSONOption = False,
    database: JobsOption = "",
    seal_key: KeyOption = "",
    location: LocationOption = "",
) -> None:
    """Assign each of these apps and books to each of these devices and users, and wait for the end.

    Exit code 1: for at least one of them it failed.
    """
    devices, people = targets(serial, serials, user, users)
    if database:
        from pymdm.vpp import EventType

        with opened(database, seal_key, uid=location, base_url=base_url, ca=ca, mdm_id=mdm_id) as place:
            by_jobs(
                place,
                EventType.ASSOCIATE,
                _named(adam_id, pricing),
                serials=devices,
                users=people,
                timeout=timeout,
                as_json=as_json,
            )
        return
    with open_client(token, base_url=base_url, ca=ca, mdm_id=mdm_id) as client:
        event = client.associate(_named(adam_id, pricing), serials=devices, client_user_ids=people)
        finish(client, event, timeout=timeout, as_json=as_json)


def _unassign(
    adam_id: _Assets,
    serial: _Serial = None,
    serials: _Serials = "",
    user: _User = None,
    users: _Users = "",
    pricing: _Quality = "STDQ",
    token: TokenOption = TOKEN_FILE,
    base_url: BaseURLOption = BASE_URL,
    ca: CAOption = "",
    mdm_id: MdmOption = "",
    timeout: TimeoutOption = _WAIT,
    as_json: JSONOption = False,
    database: JobsOption = "",
    seal_key: KeyOption = "",
    location: LocationOption = "",
) -> None:
    """Take each of these apps from each of these devices and users, and wait for the end.

    Exit code 1: for at least one of them it failed.
    """
    devices, people = targets(serial, serials, user, users)
    if database:
        from pymdm.vpp import EventType

        with opened(database, seal_key, uid=location, base_url=base_url, ca=ca, mdm_id=mdm_id) as place:
            by_jobs(
                place,
                EventType.DISASSOCIATE,
                _named(adam_id, pricing),
                serials=devices,
                users=people,
                timeout=timeout,
                as_json=as_json,
            )
        return
    with open_client(token, base_url=base_url, ca=ca, mdm_id=mdm_id) as client:
        event = client.disassociate(_named(adam_id, pricing), serials=devices, client_user_ids=people)
        finish(client, event, timeout=timeout, as_json=as_json)


def _revoke(
    serial: _Serial = None,
    serials: _Serials = "",
    user: _User = None,
    users: _Users = "",
    confirm: Annotated[
        str, typer.Option("--confirm", metavar="TEXT", help="What would have to be typed, for programs.")
    ] = "",
    token: TokenOption = TOKEN_FILE,
    base_url: BaseURLOption = BASE_URL,
    ca: CAOption = "",
    mdm_id: MdmOption = "",
    timeout: TimeoutOption = _WAIT,
    as_json: JSONOption = False,
    database: JobsOption = "",
    seal_key: KeyOption = "",
    location: LocationOption = "",
) -> None:
    """Take everything that can be taken back from these devices and users, and wait for the end.

    Exit code 1: for at least one of them it failed.
    """
    devices, people = (list(dict.fromkeys(each)) for each in targets(serial, serials, user, users))
    whose = (*devices, *people)
    wanted = f"revoke all of {whose[0] if len(whose) == 1 else len(whose)}"
    typed = confirm or typer.prompt(
        f"Every app that can be taken back goes. To go on, type {printable(wanted)!r}",
        default="",
        show_default=False,
        err=True,
    )
    if typed.strip() != wanted:
        raise ValueError(f"expected {printable(wanted)!r} to be typed; nothing was done")
    if database:
        from pymdm.vpp import EventType

        with opened(database, seal_key, uid=location, base_url=base_url, ca=ca, mdm_id=mdm_id) as place:
            by_jobs(
                place,
                EventType.REVOKE,
                (),
                serials=devices,
                users=people,
                timeout=timeout,
                as_json=as_json,
            )
        return
    with open_client(token, base_url=base_url, ca=ca, mdm_id=mdm_id) as client:
        finish(
            client, client.revoke(serials=devices, client_user_ids=people), timeout=timeout, as_json=as_json
        )


def _status(
    event_id: Annotated[list[str], typer.Argument(metavar="EVENT...", help="What Apple called the change.")],
    token: TokenOption = TOKEN_FILE,
    base_url: BaseURLOption = BASE_URL,
    ca: CAOption = "",
    as_json: JSONOption = False,
) -> None:
    """How far Apple is with changes, asked once.

    Exit code 1: they are finished, and something failed.
    """
    from pymdm.vpp import Batch, Event, Outcome

    event = Event(batches=tuple(Batch(event_id=each) for each in event_id))
    with open_client(token, base_url=base_url, ca=ca) as client:
        statuses = tuple(client.status(each) for each in event.event_ids)
    tell(Outcome(event=event, statuses=statuses), as_json=as_json)


def _named(adam_ids: list[str], pricing: str) -> list[Asset]:
    from pymdm.vpp import Asset

    return [Asset(each, pricing) for each in adam_ids]
