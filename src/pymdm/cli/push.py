"""``pymdm push``: wake devices, those of a database or those in a file, and say what became of it.

Whatever it prints names enrollments and Apple's reasons, never a token or a magic string.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Any, Final

import attrs
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
from pymdm.cli.push_progress import counted
from pymdm.errors import NotFound
from pymdm.protocol import EnrollmentID, PushTarget
from pymdm.server.kept import KeptState
from pymdm.server.push_certificates import kept_certificates
from pymdm.service import EnrollmentRecord, PushFate
from pymdm.service.machine import utc_now
from pymdm.service.pushing import fate_of
from pymdm.service.verbs import PushReceipt, PushRound

if TYPE_CHECKING:
    from pymdm.apns import PushOutcome
    from pymdm.service import Store

__all__ = ["register"]

# Outcomes that are stored in one transaction, and so many are lost to the store, not to Apple, by Ctrl-C.
_RECEIPTS: Final = 100

# Enrollments that are listed by name where their push failed; --json lists all.
_NAMED: Final = 20

_WORDS: Final = {
    PushFate.DELIVERED: "delivered",
    PushFate.DEAD_TOKEN: "dead token",
    PushFate.TRY_LATER: "try later",
    PushFate.CERTIFICATE: "certificate refused",
    PushFate.REFUSED: "refused",
    PushFate.UNSENT: "not sent",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("push")(push)


@attrs.define(kw_only=True)
class _Summary:
    """What became of the pushes; ``skipped`` are enrollments that cannot be pushed to."""

    fates: Counter[PushFate] = attrs.field(factory=Counter)
    reasons: Counter[tuple[PushFate, str]] = attrs.field(factory=Counter)
    failed: list[dict[str, str]] = attrs.field(factory=list)
    skipped: list[str] = attrs.field(factory=list)

    def add(self, outcome: PushOutcome, ids: Iterable[EnrollmentID]) -> PushFate:
        """Count one outcome."""
        fate = fate_of(outcome.status, outcome.reason)
        self.fates[fate] += 1
        if fate is not PushFate.DELIVERED:
            reason = outcome.reason or ""
            self.reasons[fate, reason] += 1
            self.failed += [{"id": each.id, "outcome": _WORDS[fate], "reason": reason} for each in ids]
        return fate

    @property
    def good(self) -> bool:
        """Whether Apple has accepted each push, and each enrollment could be pushed to."""
        return self.fates.total() == self.fates[PushFate.DELIVERED] and not self.skipped

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        return {
            "pushes": self.fates.total(),
            "outcomes": {_WORDS[fate]: self.fates[fate] for fate in PushFate if self.fates[fate]},
            "reasons": {reason: count for (_, reason), count in sorted(self.reasons.items(), key=str)},
            "failed": self.failed,
            "cannot_be_pushed": self.skipped,
        }

    def lines(self) -> Iterator[str]:
        """The same for people."""
        for fate in PushFate:
            if self.fates[fate]:
                reasons = ", ".join(
                    f"{reason} {count}" for (of, reason), count in self.reasons.most_common() if of is fate
                )
                yield f"{_WORDS[fate]:20} {self.fates[fate]:>9,}  {reasons}".rstrip()
        for failure in self.failed[:_NAMED]:
            yield f"  {failure['id']:36} {failure['outcome']}, {failure['reason']}"
        if len(self.failed) > _NAMED:
            yield f"  and {len(self.failed) - _NAMED:,} more; --json names them"
        for each in self.skipped[:_NAMED]:
            yield f"  {each:36} cannot be pushed to: not enrolled, or checked out"


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
            found: Iterator[PushTarget] = iter(())
            if token:
                found = iter([push_targets.one_target(own.topic, token, magic)])
            else:
                found = stack.enter_context(push_targets.opened(targets, own.topic))
            summary = _send(service, own, found, quiet=as_json)
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
) -> _Summary:
    """Push to these enrollments and store what became of it."""
    # Of each only the address and the id: 100,000 whole records would fill a gigabyte.
    waiting: dict[PushTarget, list[EnrollmentID]] = {}
    summary = _Summary()
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
    store: Store | None = None,
    summary: _Summary | None = None,
    quiet: bool,
) -> _Summary:
    waiting = targets if isinstance(targets, dict) else {}
    summary = summary or _Summary()
    receipts: list[PushReceipt] = []
    with service.client(certificate) as client:
        outcomes = client.send_many(targets)
        for outcome in counted(outcomes, total=len(waiting) or None, shown=not quiet):
            ids = waiting.get(outcome.target, ())
            fate = summary.add(outcome, ids)
            if fate is not PushFate.UNSENT:
                receipts += [_receipt(each, outcome, fate) for each in ids]
            if store is not None and len(receipts) >= _RECEIPTS:
                _store(store, receipts)
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


def _tell(summary: _Summary, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(summary.as_json()))
    else:
        for line in summary.lines():
            typer.echo(line)
        if not summary.fates.total() and not summary.skipped:
            typer.echo("nobody to wake")
    if not summary.good:
        raise typer.Exit(1)
