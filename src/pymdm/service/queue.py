"""What may happen to a queued command: the decisions that every store has to take the same way.

The rules, from the 2014 reference ("Error Handling", "Dequeueing Commands", "Handling a NotNow
Response"):

- a command stays queued until Acknowledged, Error or CommandFormatError comes with its UUID from the
  enrollment that it went to: at least once until then, never after;
- a result that cannot be read is asked for again, and ends its command at the third time;
- the first final status counts; repeats, unknown UUIDs and results of an earlier generation change
  nothing;
- after NotNow only commands that cannot be refused may follow in that session.  A session begins with
  Idle, so that the next one offers everything again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import attrs

from pymdm.protocol import EnrollmentID, Status
from pymdm.service.records import CommandRecord, CommandState
from pymdm.service.verbs import Enqueue, Report, UnreadableReport

__all__ = [
    "Session",
    "after_report",
    "after_unreadable",
    "due_at",
    "expired",
    "new_command",
    "next_due",
    "offerable",
    "ordering",
    "sent",
    "waits",
    "wake_up",
    "wish_again",
]

# Apple keeps a push for a device that is away, but not every push arrives, and not every device that was
# woken gets as far as its queue.  "Once a day or so" is what the 2014 reference calls harmless.
REPUSH_AFTER = timedelta(days=1)

# A message that was damaged on its way is whole when the device repeats it; one that the device writes
# wrongly never is.  The third time is proof enough.
MAX_UNREADABLE = 3

_FINAL = {
    Status.ACKNOWLEDGED: CommandState.ACKNOWLEDGED,
    Status.ERROR: CommandState.ERROR,
    Status.COMMAND_FORMAT_ERROR: CommandState.COMMAND_FORMAT_ERROR,
}


@attrs.frozen(kw_only=True)
class Session:
    """One conversation of an enrollment: ``number`` counts them, ``refusing`` is set by NotNow."""

    number: int = 0
    refusing: bool = False

    def after(self, status: Status | str) -> Session:
        """The session once a message with this status has come.

        An Idle that no NotNow came before changes nothing: a poll that finds nothing to do writes nothing.
        """
        if status is Status.IDLE:
            return Session(number=self.number + 1) if self.refusing else self
        if status in _FINAL:
            return self
        return attrs.evolve(self, refusing=True)


def after_report(command: CommandRecord, report: Report, session: Session) -> CommandRecord | None:
    """The command after a report that names it, or None if the report changes nothing."""
    if command.state is not CommandState.PENDING:
        return None
    state = _FINAL.get(report.status) if isinstance(report.status, Status) else None
    if state is not None:
        return attrs.evolve(command, state=state, finished_at=report.sender.at, result=report.raw)
    if report.status is Status.IDLE:
        return None
    # NotNow, and whatever status a later system may invent: kept, but not offered again right now.
    return attrs.evolve(command, not_now_count=command.not_now_count + 1, refused_in=session.number)


def after_unreadable(command: CommandRecord, report: UnreadableReport) -> CommandRecord | None:
    """The command after a report that cannot be read (F15), or None if the report does not spell its UUID.

    The UUID has to stand there as an XML value: no other garbage, however often it comes, may cost a
    device a command.
    """
    if not command.sent_count or f">{command.uuid}<".encode() not in report.raw:
        return None
    count = command.unreadable_count + 1
    if count < MAX_UNREADABLE:
        return attrs.evolve(command, unreadable_count=count)
    return attrs.evolve(
        command,
        unreadable_count=count,
        state=CommandState.UNREADABLE,
        finished_at=report.at,
        result=report.raw,
    )


def expired(command: CommandRecord, at: datetime) -> bool:
    """Whether it is too late to send the command."""
    return command.expires_at is not None and command.expires_at <= at


def offerable(command: CommandRecord, session: Session, at: datetime) -> bool:
    """Whether a pending command may be sent now, in this session."""
    if session.refusing and (not command.never_refused or command.refused_in == session.number):
        return False
    return command.not_before is None or command.not_before <= at


def sent(command: CommandRecord, at: datetime) -> CommandRecord:
    """The command once it has been handed out; it stays pending."""
    return attrs.evolve(command, sent_count=command.sent_count + 1, last_sent_at=at)


def new_command(verb: Enqueue, *, enrollment: EnrollmentID, generation: int, sequence: int) -> CommandRecord:
    """The record of a command that has just been queued."""
    return CommandRecord(
        enrollment=enrollment,
        uuid=verb.uuid,
        request_type=verb.request_type,
        body=verb.body,
        generation=generation,
        sequence=sequence,
        priority=verb.priority,
        queued_at=verb.at,
        not_before=verb.not_before,
        expires_at=verb.expires_at,
        dedupe_key=verb.dedupe_key,
        never_refused=verb.never_refused,
        push=verb.push,
    )


def due_at(not_before: datetime | None, at: datetime) -> datetime:
    """When a command that is queued ``at`` a time may first be sent."""
    return at if not_before is None else max(at, not_before)


def ordering(command: CommandRecord) -> tuple[int, int]:
    """The sort key of a queue: higher priority first, then the order of enqueueing."""
    return (-command.priority, command.sequence)


def next_due(pending: Iterable[CommandRecord], at: datetime) -> datetime | None:
    """When the next command becomes due that may not be sent yet and is worth a wake-up."""
    later = (command.not_before for command in pending if command.push)
    return min((due for due in later if due is not None and due > at), default=None)


def waits(pending: Iterable[CommandRecord], at: datetime) -> bool:
    """Whether a command that may be sent now is worth a wake-up."""
    return any(
        command.push and (command.not_before is None or command.not_before <= at) for command in pending
    )


def wish_again(due: datetime | None, at: datetime, *, waiting: bool) -> datetime | None:
    """When to wake a device that was woken, or has said NotNow, ``at`` a time (F37).

    ``due`` is the time of `next_due`; ``waiting`` says that something waits which may be sent now.
    """
    again = at + REPUSH_AFTER if waiting else None
    return min((when for when in (due, again) if when is not None), default=None)


def wake_up(
    wanted_at: datetime | None,
    report: Report,
    session: Session,
    later: Callable[[], datetime | None],
    again: Callable[[], datetime | None],
    *,
    sending: bool,
) -> datetime | None:
    """When to wake the device, once it has reported; ``sending`` says that it is answered a command.

    ``session`` is the one after the report; ``later`` finds the time of `next_due`, ``again`` that of
    `wish_again`.  After NotNow the device comes back by itself and should not be pushed (2014 reference,
    "Handling a NotNow Response"), so that the wish for a wake-up is put off for a day.  One that is made
    after the NotNow stands: what it was made for has to wait for the next session.
    """
    if report.status is not Status.IDLE and report.status not in _FINAL:
        return again()
    if sending or session.refusing:
        return wanted_at
    return later()
