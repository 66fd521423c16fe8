"""``pymdm push``: wake devices, those of a database or those in a file, and say what became of it.

Whatever it prints names enrollments and Apple's reasons, never a token or a magic string.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Final

import typer

from pymdm.apns.certificate import PushCertificate
from pymdm.cli import push_targets
from pymdm.cli._database import KeyOption, open_store
from pymdm.cli._push_options import (
    CAOption,
    EndpointOption,
    KeyFileOption,
    PaceOption,
    PasswordOption,
    PortOption,
    PushService,
    SandboxOption,
    load_certificate,
    push_service,
)
from pymdm.cli.push_progress import counted, told_once
from pymdm.cli.push_summary import Summary
from pymdm.errors import NotFound
from pymdm.protocol import EnrollmentID, PushTarget
from pymdm.server.kept import KeptState
from pymdm.server.push_certificates import kept_certificates
from pymdm.service import EnrollmentRecord, PushFate
from pymdm.service.machine import utc_now
from pymdm.service.verbs import PushReceipt, PushRound

if TYPE_CHECKING:
    from pymdm.apns import PushOutcome
    from pymdm.service import Store

__all__ = ["register"]

# Outcomes that are stored in one transaction, and so many are lost to the store, not to Apple, by Ctrl-C.
_RECEIPTS: Final = 100


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("push")(push)


def push(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="UDIDs of devices, or UDID:user.")
    ] = None,
    everybody: Annotated[bool, typer.Option("--all", help="All enrolled devices and users.")] = False,
    pending: Annotated[bool, typer.Option("--pending", help="Those for whom a command waits.")] = False,
    database: Annotated[
        str, typer.Option("--database", envvar="PYMDM_DATABASE", help="The database, a SQLite file.")
    ] = "pymdm.db",
    seal_key: KeyOption = "",
    certificate: Annotated[
        str, typer.Option(metavar="FILE", help="The push certificate, in place of the one in the database.")
    ] = "",
    push_key: KeyFileOption = "",
    push_password_file: PasswordOption = "",
    targets: Annotated[
        str,
        typer.Option(
            metavar="FILE", help="Without a database: CSV or .jsonl with token, magic and perhaps topic."
        ),
    ] = "",
    token: Annotated[str, typer.Option(metavar="HEX", help="Without a database: one device token.")] = "",
    magic: Annotated[
        str, typer.Option(envvar="PYMDM_PUSH_MAGIC", help="Its PushMagic; others may see your command line.")
    ] = "",
    apns_sandbox: SandboxOption = False,
    apns_port: PortOption = 443,
    apns_endpoint: EndpointOption = "",
    apns_ca: CAOption = "",
    pace: PaceOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="The summary as JSON.")] = False,
) -> None:
    """Wake devices, so that they ask their server for commands.  0 if Apple accepts each push, else 1."""
    service = push_service(
        endpoint=apns_endpoint, ca=apns_ca, sandbox=apns_sandbox, port=apns_port, pace=pace
    )
    own = None
    if certificate:
        own = load_certificate(certificate, key=push_key, password_file=push_password_file)
    ways = [bool(ids), everybody, pending, bool(targets), bool(token)]
    if sum(ways) != 1:
        raise ValueError("whom?  Give ids, or one of --all, --pending, --targets FILE, --token with --magic")
    with ExitStack() as stack:
        if targets or token:
            if own is None:
                raise ValueError("--targets and --token need the push certificate: --certificate FILE")
            if token:
                one = push_targets.one_target(own.topic, token, magic)
                summary = _send(service, own, [one], quiet=as_json)
            else:
                lines = stack.enter_context(push_targets.opened(targets, own.topic))
                summary = _send(service, own, lines, names=lines.take, quiet=as_json)
        else:
            store = stack.enter_context(open_store(database, seal_key))
            if everybody:
                records = push_targets.enrollments(store)
            else:
                records = (
                    push_targets.with_commands(store) if pending else push_targets.named(store, ids or ())
                )
            summary = _wake(service, own, store, records, named=bool(ids), quiet=as_json)
    _tell(summary, as_json=as_json)


def _wake(
    service: PushService,
    own: PushCertificate | None,
    store: Store,
    records: Iterable[EnrollmentRecord],
    *,
    named: bool,
    quiet: bool,
) -> Summary:
    """Push to these enrollments and store what became of it."""
    # Of each only the address and the id: 100,000 whole records would fill a gigabyte.
    waiting: dict[PushTarget, list[EnrollmentID]] = {}
    summary = Summary()
    for record in records:
        if record.push is not None and record.can_be_pushed:
            waiting.setdefault(record.push, []).append(record.id)
        elif named:
            summary.skipped.append(record.id.id)
    if not waiting:
        return summary
    certificate = own or _kept(store)
    return _send(service, certificate, waiting, store=store, summary=summary, quiet=quiet)


def _kept(store: Store) -> PushCertificate:
    certificates = kept_certificates(KeptState(store, clock=utc_now))
    if not certificates:
        raise NotFound(
            "no push certificate in this database: put it there with pymdm push-certificate FILE, or give "
            "--certificate FILE"
        )
    return certificates[0]


def _send(
    service: PushService,
    certificate: PushCertificate,
    targets: Iterable[PushTarget],
    *,
    names: Callable[[PushTarget], str] | None = None,
    store: Store | None = None,
    summary: Summary | None = None,
    quiet: bool,
) -> Summary:
    waiting = targets if isinstance(targets, dict) else {}
    summary = summary or Summary()
    summary.topic = certificate.topic
    receipts: list[PushReceipt] = []
    with told_once("pymdm.apns"), service.client(certificate) as client:
        try:
            outcomes = client.send_many(targets)
            for outcome in counted(outcomes, total=len(waiting) or None, shown=not quiet):
                ids = waiting.get(outcome.target, ())
                called = [each.id for each in ids] if names is None else [names(outcome.target)]
                fate = summary.add(outcome, called)
                if fate is not PushFate.UNSENT:
                    receipts += [_receipt(each, outcome, fate) for each in ids]
                if store is not None and len(receipts) >= _RECEIPTS:
                    _store(store, receipts)
        except (KeyboardInterrupt, ValueError) as error:  # Ctrl-C, or a line that is no target
            summary.ended_by = error
        summary.last_error = client.stats.last_error
    if store is not None and receipts:
        _store(store, receipts)
    return summary


def _receipt(enrollment: EnrollmentID, outcome: PushOutcome, fate: PushFate) -> PushReceipt:
    # The wish for a push, if there is one, is the server's to fulfil: one push too many does no harm.
    now = utc_now()
    return PushReceipt(
        enrollment=enrollment,
        target=outcome.target,
        wanted_at=now,
        at=now,
        fate=fate,
        reason=outcome.reason,
        dead_since=outcome.timestamp,
    )


def _store(store: Store, receipts: list[PushReceipt]) -> None:
    store.push_round([PushRound(at=utc_now(), receipts=tuple(receipts), limit=0)])
    receipts.clear()


def _tell(summary: Summary, *, as_json: bool) -> None:
    counted_any = bool(summary.fates.total() or summary.skipped)
    if summary.ended_by is not None and not counted_any:
        raise summary.ended_by
    if as_json:
        typer.echo(json.dumps(summary.as_json()))
    else:
        for line in summary.lines():
            typer.echo(line)
        if not counted_any:
            typer.echo("nobody to wake")
    if summary.ended_by is not None:
        raise summary.ended_by
    if not summary.good:
        raise typer.Exit(1)
