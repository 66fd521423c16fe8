"""``pymdm dep sync``: keep a list of all devices of a server, and give new ones their profile."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Final

import attrs
import typer

from pymdm.cli._database import DatabaseOption, KeyOption, open_store
from pymdm.cli._dep_client import TOKEN_FILE, BaseURLOption, CAOption, VersionOption
from pymdm.cli._dep_files import TokenOption, read_token
from pymdm.cli._dep_sync_output import export, progress, tell
from pymdm.cli.certs_files import read
from pymdm.cli.problems import in_words
from pymdm.dep.session import BASE_URL, PROTOCOL_VERSION
from pymdm.errors import RemoteProtocolError, ServiceError, StorageError, TransportError
from pymdm.service.machine import utc_now

if TYPE_CHECKING:
    from types import FrameType

    from pymdm._flow import HttpRequest, HttpResponse
    from pymdm.dep.session import Session
    from pymdm.dep.sync import DEPStore, SyncReport, SyncRules
    from pymdm.dep.tokens import ServerToken
    from pymdm.http import HttpSender

__all__ = ["register"]

ProfileOption = Annotated[
    str, typer.Option("--profile", metavar="UUID", help="The profile of devices that have none.")
]
FamilyOption = Annotated[
    list[str] | None,
    typer.Option("--family", metavar="FAMILY=UUID", help="Another profile for a family, such as Mac=…"),
]
ModelOption = Annotated[
    list[str] | None,
    typer.Option("--model", metavar="MODEL=UUID", help="Another profile for a model, such as IPAD=…"),
]
PrefixOption = Annotated[
    list[str] | None,
    typer.Option("--prefix", metavar="SERIAL=UUID", help="Another one by the beginning of serial numbers."),
]
FullOption = Annotated[bool, typer.Option("--full", help="List all devices, not only what has changed.")]
LoopOption = Annotated[
    float,
    typer.Option("--every", metavar="MINUTES", min=0, help="Do it again and again, so many minutes apart."),
]
AcceptOption = Annotated[
    bool,
    typer.Option("--accept-deletions", help="Believe it, however many devices Apple lists no more."),
]
TakeOverOption = Annotated[
    bool, typer.Option("--take-over", help="Do not wait for another process that seems to be at it.")
]
CSVOption = Annotated[
    str, typer.Option("--csv", metavar="FILE", help="Write all devices afterwards; - is standard output.")
]
JSONLinesOption = Annotated[
    str, typer.Option("--json", metavar="FILE", help="The same as JSON, one device a line.")
]

# Nobody is to be told this often that Apple does not answer; and a slip such as --every 0.01 is harmless.
_LEAST_SECONDS: Final = 1.0


def register(dep: typer.Typer) -> None:
    """Add the command."""
    dep.command("sync")(_sync)


def _sync(
    database: DatabaseOption = "pymdm.db",
    seal_key: KeyOption = "",
    token: TokenOption = "",
    profile: ProfileOption = "",
    family: FamilyOption = None,
    model: ModelOption = None,
    prefix: PrefixOption = None,
    full: FullOption = False,
    every: LoopOption = 0,
    accept_deletions: AcceptOption = False,
    take_over: TakeOverOption = False,
    csv: CSVOption = "",
    json: JSONLinesOption = "",
    base_url: BaseURLOption = BASE_URL,
    ca: CAOption = "",
    protocol_version: VersionOption = PROTOCOL_VERSION,
) -> None:
    """Bring a database up to date with Apple's list of devices; assign profiles to those that have none.

    The token is kept in the database, sealed, so that --token is needed once.  Whatever ends this, the next
    run goes on where it was.  Exit code 1: devices were held back, a profile was refused, or an error.
    """
    rules = _rules(profile, family, model, prefix)
    with open_store(database, seal_key, make=True) as store, _stopping() as stop:
        from pymdm.dep import DEPClient
        from pymdm.http import httpx_sender

        with httpx_sender(ca=read(ca) if ca else None) as send:
            client = DEPClient(
                _token(store.dep, token),
                http=send,
                sessions=store.dep.sessions,
                base_url=base_url,
                protocol_version=protocol_version,
            )
            run = _Sync(store=store.dep, session=client.session, rules=rules, send=send, stop=stop)
            fine = _again_and_again(
                run, every=every, full=full, accept=accept_deletions, take_over=take_over, csv=csv, json=json
            )
    if not fine:
        raise typer.Exit(1)


class _Stopped(Exception):
    """Somebody wants this to end."""


@attrs.frozen(kw_only=True)
class _Sync:
    store: DEPStore
    session: Session
    rules: SyncRules
    send: HttpSender
    stop: threading.Event

    @property
    def server(self) -> str:
        return self.session.token.consumer_key

    def once(self, *, full: bool, accept: bool, take_over: bool) -> SyncReport:
        from pymdm.dep.sync import sync_server
        from pymdm.http import pages

        flow = sync_server(
            self.session,
            self.store,
            self.rules,
            owner=f"{socket.gethostname()} {os.getpid()}",
            full=full,
            accept_deletions=accept,
            take_over=take_over or _dead(self.store, self.server),
        )
        steps = pages(flow, self._send, sleep=self._sleep)
        with progress(self.store, self.server) as show:
            while True:
                try:
                    show(next(steps))
                except StopIteration as end:
                    report: SyncReport = end.value
                    return report

    def pause(self, seconds: float) -> bool:
        """Wait; True if this is to end."""
        return self.stop.wait(seconds)

    def _send(self, request: HttpRequest) -> HttpResponse:
        if self.stop.is_set():
            raise _Stopped
        return self.send(request)

    def _sleep(self, seconds: float) -> None:
        if self.pause(seconds):
            raise _Stopped


def _again_and_again(
    run: _Sync, *, every: float, full: bool, accept: bool, take_over: bool, csv: str, json: str
) -> bool:
    while True:
        try:
            report = run.once(full=full, accept=accept, take_over=take_over)
            export(run.store, run.server, csv_file=csv, json_file=json)
            tell(report, run.store, run.server, to_stderr="-" in (csv, json))
            fine = not (report.held or report.refused or report.stalled)
        except _Stopped:
            typer.echo("stopped; the next run goes on from here", err=True)
            return bool(every)
        except (ServiceError, TransportError, RemoteProtocolError, StorageError) as error:
            if not every:
                raise
            typer.echo(f"pymdm: {in_words(error)}; trying again in {every:g} minutes", err=True)
            fine = False
        full = accept = take_over = False
        if not every or run.pause(max(every * 60, _LEAST_SECONDS)):
            return fine


def _rules(
    profile: str, family: list[str] | None, model: list[str] | None, prefix: list[str] | None
) -> SyncRules:
    from pymdm.dep.sync import ProfileRules, SyncRules

    named = [_pairs(option, given) for option, given in (("family", family), ("model", model))]
    by_prefix = _pairs("prefix", prefix)
    if not (profile or by_prefix or any(named)):
        return SyncRules()
    chosen = ProfileRules(
        default=profile or None, by_family=named[0], by_model=named[1], by_serial_prefix=by_prefix
    )
    return SyncRules(assign=chosen)


def _pairs(option: str, given: list[str] | None) -> dict[str, str]:
    found = {}
    for each in given or ():
        name, _, uuid = each.rpartition("=")
        if not name or not uuid:
            raise ValueError(f"--{option}: expected NAME=UUID")
        found[name] = uuid
    return found


def _token(store: DEPStore, file: str) -> ServerToken:
    """The token in the file, kept from now on; without a file the one that is kept."""
    kept = [found for state in store.servers() if (found := store.token(state.server)) is not None]
    if not file and len(kept) > 1:
        raise ValueError("which server?  Tokens of several are kept in this database: give --token FILE")
    if not file and kept:
        kept[0].check(utc_now())
        if (warning := kept[0].expiry_warning(utc_now())) is not None:
            typer.echo(f"warning: {warning.text}", err=True)
        return kept[0]
    token = read_token(file or TOKEN_FILE)
    if token not in kept:
        store.keep_token(token)
    return token


def _dead(store: DEPStore, server: str) -> bool:
    """Whether the lease is that of a process of this machine that is no more.  A mistake does no harm."""
    state = store.state(server)
    host, _, process = (state.owner if state is not None else "").rpartition(" ")
    if host != socket.gethostname() or not process.isdigit():
        return False
    if int(process) == os.getpid():
        return True  # a number that came round again: in a container every process is the first one
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set; the second of them ends the process as ever."""
    stop = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def told(_: int, __: FrameType | None) -> None:
        stop.set()
        for number, handler in before.items():
            signal.signal(number, handler)

    if threading.current_thread() is threading.main_thread():
        for number in before:
            signal.signal(number, told)
    try:
        yield stop
    finally:
        if threading.current_thread() is threading.main_thread():
            for number, handler in before.items():
                signal.signal(number, handler)
