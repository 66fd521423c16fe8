"""``pymdm devices``: who is enrolled, what waits for them, and the end of an enrollment.

It works on the database and not on the admin API.  Whoever may read database and key has everything anyhow,
so that a token would protect nothing; it needs no token in a command line; and it works while the server does
not run, which is when somebody looks into a restored backup.  A running server sees at once what is ordered
here, since both write the same rows, and wakes devices within a minute.  From other machines there is the
admin API.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pymdm.cli._database import DatabaseOption, KeyOption, open_store
from pymdm.cli._inspect_text import printable
from pymdm.errors import NotFound
from pymdm.protocol import Channel
from pymdm.server import representation as rep
from pymdm.service.machine import utc_now
from pymdm.service.records import CommandRecord, EnrollmentRecord
from pymdm.service.verbs import EnrollmentQuery, EnrollmentsQuery, Ordered, OrderUnenroll, QueueQuery

if TYPE_CHECKING:
    from pymdm.service import Store

__all__ = ["register"]

# One page of a list; the command asks for pages until there are no more.
_PAGE = 500

# What is listed of a queue: more scrolls by unread.
_COMMANDS = 100

_Id = Annotated[str, typer.Argument(metavar="ID", help="UDID of the device, or UDID:user for one on it.")]
_Json = Annotated[bool, typer.Option("--json", help="JSON, with all fields that may be shown.")]

_devices = typer.Typer(
    help="Look at enrolled devices and users, in the database itself; never a secret.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(_devices, name="devices")


@_devices.command("list")
def _list(
    database: DatabaseOption = "pymdm.db",
    seal_key: KeyOption = "",
    users: Annotated[bool, typer.Option("--users", help="The users on them, too.")] = False,
    as_json: _Json = False,
) -> None:
    """List enrollments, with when each was last heard of."""
    with open_store(database, seal_key) as store:
        for record in _enrollments(store):
            if users or record.id.channel is Channel.DEVICE:
                typer.echo(json.dumps(rep.record(record)) if as_json else _line(record))


@_devices.command("show")
def _show(
    device: _Id, database: DatabaseOption = "pymdm.db", seal_key: KeyOption = "", as_json: _Json = False
) -> None:
    """Show what is known of a device or user; of tokens only whether they are there."""
    with open_store(database, seal_key) as store:
        record = _one(store, device)
        waiting = len(_queue(store, device, pending_only=True))
    shown = {
        **rep.record(record),
        "can_be_pushed": record.can_be_pushed,
        "has_unlock_token": record.unlock_token is not None,
        "has_bootstrap_token": record.bootstrap_token is not None,
        "pending_commands": waiting,
    }
    if as_json:
        typer.echo(json.dumps(shown))
        return
    for name, value in shown.items():
        if value not in (None, "", False):
            typer.echo(f"{name:22} {printable(_plain(value))}")


@_devices.command("commands")
def _commands(
    device: _Id,
    database: DatabaseOption = "pymdm.db",
    seal_key: KeyOption = "",
    pending: Annotated[bool, typer.Option("--pending", help="Only those that wait.")] = False,
    as_json: _Json = False,
) -> None:
    """List a queue in its order; never what is in a command or an answer."""
    with open_store(database, seal_key) as store:
        _one(store, device)
        for command in _queue(store, device, pending_only=pending):
            if as_json:
                typer.echo(json.dumps(rep.record(command)))
            else:
                state = f"{command.state.value:12} {_time(command.finished_at or command.queued_at)}"
                typer.echo(f"{command.uuid:36}  {printable(command.request_type):24} {state}")


@_devices.command("unenroll")
def _unenroll(
    device: _Id,
    by: Annotated[str, typer.Option(help="Who orders it; for the audit trail.")],
    why: Annotated[str, typer.Option(help="The reason; for the audit trail.")],
    confirm: Annotated[str, typer.Option(help="The id once more; asked for if it is missing.")] = "",
    database: DatabaseOption = "pymdm.db",
    seal_key: KeyOption = "",
) -> None:
    """Have a device told, with its next message, to remove its management.

    Whatever was installed goes with it, and nobody can manage the device until somebody enrolls it.
    """
    with open_store(database, seal_key) as store:
        record = _one(store, device)
        typer.echo(_line(record))
        given = confirm or typer.prompt("This cannot be taken back.  Type the id to confirm")
        if given != record.id.id:
            raise ValueError("that is not the id: nothing was ordered")
        [ordered] = store.cancel([OrderUnenroll(enrollment=device, at=utc_now(), by=by, why=why)])
    fresh = isinstance(ordered, Ordered) and ordered.fresh
    typer.echo("ordered: it is told with its next message" if fresh else "it was ordered before")


def _enrollments(store: Store) -> Iterator[EnrollmentRecord]:
    after = ""
    while True:
        [found] = store.look_up([EnrollmentsQuery(after=after, limit=_PAGE)])
        for record in found:
            assert isinstance(record, EnrollmentRecord)
            after = record.id.id
            yield record
        if len(found) < _PAGE:
            return


def _one(store: Store, device: str) -> EnrollmentRecord:
    [found] = store.look_up([EnrollmentQuery(id=device)])
    record = next(iter(found), None)
    if not isinstance(record, EnrollmentRecord):
        raise NotFound("no enrollment with this id; pymdm devices list shows them")
    return record


def _queue(store: Store, device: str, *, pending_only: bool) -> list[CommandRecord]:
    query = QueueQuery(enrollment=device, pending_only=pending_only, limit=_COMMANDS)
    [found] = store.look_up([query])
    return [record for record in found if isinstance(record, CommandRecord)]


def _line(record: EnrollmentRecord) -> str:
    if record.id.channel is Channel.USER:
        name = record.user_short_name or ""
    else:
        name = " ".join(
            filter(None, (record.product_name, record.os, record.os_version, record.serial_number))
        )
    state = record.state.value
    if record.unenroll_ordered_at is not None:
        state = f"{state}, told to unenroll" if record.unenroll_sent_at else f"{state}, unenroll ordered"
    elif record.inactive_since is not None:
        state = f"{state}, inactive"
    return f"{printable(record.id.id):36}  {state:14} {_time(record.last_seen_at)}  {printable(name)}"


def _time(value: datetime | None) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if value else "never"


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
