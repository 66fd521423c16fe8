"""What the commands of ``pymdm vpp`` do with a database: whose token, jobs, and bars."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import attrs
import typer

from pymdm.cli._database import open_store
from pymdm.cli._inspect_text import printable
from pymdm.cli._vpp_client import show
from pymdm.cli.certs_files import read
from pymdm.service.machine import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable

    from pymdm._flow import Pages
    from pymdm.http import HttpSender
    from pymdm.vpp import Asset, EventType, Session
    from pymdm.vpp.sync import JobReport, JobStep, SyncStep, VPPStore

__all__ = ["JobsOption", "LocationOption", "Opened", "by_jobs", "drive", "opened", "syncing"]

JobsOption = Annotated[
    str,
    typer.Option(
        "--database",
        metavar="FILE",
        help="Do it by jobs that this database keeps, with its token; what is cut off goes on the next time.",
    ),
]
LocationOption = Annotated[
    str, typer.Option("--location", metavar="UID", help="Which of the locations that the database keeps.")
]


@attrs.frozen(kw_only=True)
class Opened:
    """A location of a database, and how Apple is asked."""

    store: VPPStore
    session: Session
    send: HttpSender


@contextmanager
def opened(
    database: str, seal_key: str, *, uid: str, base_url: str, ca: str, mdm_id: str = ""
) -> Iterator[Opened]:
    """The location that is meant.

    Raises:
        ValueError: there is none, or there are several and none is named.
    """
    from pymdm.http import httpx_sender
    from pymdm.vpp import MdmInfo, VPPClient

    with open_store(database, seal_key) as store, httpx_sender(ca=read(ca) if ca else None) as send:
        known = [location.uid for location in store.vpp.locations()]
        if not uid and len(known) > 1:
            raise ValueError("which location?  Several are kept in this database: give --location")
        token = store.vpp.token(uid or known[0]) if known else None
        if token is None:
            raise ValueError("expected a location that this database keeps; pymdm vpp add FILE stores one")
        token.check(utc_now())
        mdm = MdmInfo(id=mdm_id) if mdm_id else None
        client = VPPClient(token, http=send, base_url=base_url, mdm=mdm, uid=uid or known[0])
        yield Opened(store=store.vpp, session=client.session, send=send)
        for warning in client.token_warnings():
            typer.echo(f"warning: {printable(warning.text)}", err=True)


def by_jobs(
    place: Opened,
    kind: EventType,
    assets: Sequence[Asset],
    *,
    serials: Sequence[str],
    users: Sequence[str],
    timeout: float,
    as_json: bool,
) -> None:
    """Plan a change, carry out what is open, and say what failed; exit code 1 if something did."""
    from pymdm.vpp.sync import plan, run_jobs

    plan(place.store, place.session, kind, assets, serials=serials, client_user_ids=users)
    with _bar() as bar:

        def tell(step: JobStep) -> None:
            bar("assigning", step.done, step.pairs or None)

        report: JobReport = drive(place, run_jobs(place.session, place.store, timeout=timeout), tell)
    failures = [
        {
            "serial": each.serial,
            "client_user_id": each.client_user_id,
            "assets": each.assets,
            "code": each.code,
        }
        for each in report.failures
    ]
    states = [str(job.state) for job in report.finished]
    done = sum(job.completed for job in report.finished)
    if as_json:
        show({"jobs": states, "still_open": report.still_open, "completed": done, "failures": failures})
    else:
        for each in report.failures:
            who = each.serial or each.client_user_id or "somebody"
            typer.echo(f"{printable(who)} {printable(' '.join(each.assets))}: {printable(each.code)}")
        typer.echo(f"{len(states)} jobs ended, {report.still_open} are still open; {done:,} done")
        for state in sorted({*states} - {"done"}):
            typer.echo(f"{states.count(state)} jobs: {state}")
    if not report.succeeded:
        raise typer.Exit(1)


def drive(place: Opened, flow: Pages[Any, Any], tell: Callable[[Any], None]) -> Any:
    """Carry a flow out; its result."""
    from pymdm.http import pages

    steps = pages(flow, place.send)
    while True:
        try:
            tell(next(steps))
        except StopIteration as end:
            return end.value


@contextmanager
def syncing() -> Iterator[Callable[[SyncStep], None]]:
    """A bar for each list."""
    with _bar() as bar:

        def tell(step: SyncStep) -> None:
            if step.page:
                bar(str(step.kind), step.page, step.total_pages)

        yield tell


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int | None], None]]:
    """Bars on standard error, where a person looks at it."""
    if not sys.stderr.isatty():
        yield lambda name, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        tasks: dict[str, Any] = {}

        def bar(name: str, done: int, total: int | None) -> None:
            if name not in tasks:
                tasks[name] = shown.add_task(name, total=total)
            shown.update(tasks[name], completed=done, total=total)

        yield bar
