"""One session of a channel: report, command, report … until the server has nothing more."""

from __future__ import annotations

import enum
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

import attrs

from pymdm.errors import RemoteProtocolError, TransportError
from pymdm.testing._answers import After, Outcome
from pymdm.testing._commands import perform
from pymdm.testing._ledger import Act
from pymdm.testing._notnow import Situation, answers_not_now

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pymdm.testing._link import Link
    from pymdm.testing.wire import Reply, Send

__all__ = ["MAX_COMMANDS_PER_SESSION", "Ending", "Fault", "Mailbox", "Report", "Session", "Step"]

# No honest queue is as long; a server that offers the same command for ever ends here (T80).
MAX_COMMANDS_PER_SESSION = 500


class Step(NamedTuple):
    """One command of a session and what the device reported; None: it went away without a report."""

    command_uuid: str
    request_type: str
    status: str | None


@enum.unique
class Ending(enum.Enum):
    """Why a session ended."""

    EMPTY = "nothing more to do"
    NOT_NOW = "nothing more to do now, but commands were refused with NotNow"
    REFUSED = "the server answered with an error status"
    CUT = "the connection broke"
    HELD = "the device keeps an answer back"
    UNREADABLE = "the server sent something that is no command"
    UNENROLLED = "the device is no longer managed"
    ERASED = "the device erased itself"
    RUNAWAY = "too many commands in one session"
    REPLACED = "the MDM profile was replaced; another session follows by itself"


@enum.unique
class Fault(enum.Enum):
    """What happens to an answer because a test asked for it."""

    DUPLICATE = "duplicate"
    LOSE_RESPONSE = "response lost"
    CUT = "connection cut"
    HOLD = "answer held"


@attrs.frozen(kw_only=True)
class Report:
    """A message of a session; one that answers a command has a CommandUUID."""

    message: Mapping[str, object] = attrs.field(repr=False)
    request_type: str | None = None
    kept: bool = False  # sent again until it is delivered
    after: After = After.NOTHING

    @property
    def answers_command(self) -> bool:
        """Whether it ends a command rather than being Idle."""
        return "CommandUUID" in self.message


@attrs.define(kw_only=True)
class Mailbox:
    """What a channel remembers from one session to the next."""

    cached: Report | None = None
    held: list[Report] = attrs.field(factory=list)
    refused: bool = False
    faults: deque[Fault] = attrs.field(factory=deque)
    ending: Ending | None = None

    def forget(self) -> None:
        """Forget what belonged to a former enrollment, except answers held back on purpose."""
        self.cached = None
        self.refused = False


@attrs.frozen(kw_only=True)
class Session:
    """A session over one connection; ``run`` plays it to its end."""

    link: Link
    name: str
    ids: Mapping[str, object]
    situation: Situation
    mailbox: Mailbox
    send: Send
    replace: Callable[[bytes], Outcome]  # enrolls with the new MDM profile

    def run(self, report: Report | None = None) -> list[Step]:
        """Begin with ``report``, else the cached result, else Idle; return the commands that came.

        Raises:
            TransportError: the first message got no answer.  Later ones end the session.
        """
        box = self.mailbox
        report = report or box.cached or Report(message={"Status": "Idle", **self.ids})
        box.refused = False
        steps: list[Step] = []
        reply = self._deliver(report)
        while reply is not None and self._goes_on(reply, report):
            if len(steps) == MAX_COMMANDS_PER_SESSION:
                box.ending = Ending.RUNAWAY
                break
            following = self._perform(reply.body, steps)
            if following is None:
                break
            report = following
            reply = self._deliver_later(report)
        return steps

    def _deliver_later(self, report: Report) -> Reply | None:
        if report.after is After.UNENROLLED:
            self.remove_management()
            return None
        try:
            return self._deliver(report)
        except TransportError:
            self.mailbox.ending = Ending.CUT
            return None
        finally:
            if report.after is After.ERASED:
                self._erase()

    def _deliver(self, report: Report) -> Reply | None:
        box = self.mailbox
        fault = box.faults.popleft() if report.answers_command and box.faults else None
        if fault is not None:
            self._note(Act.FAULT, fault.value, report.message, report.request_type)
        if fault in {Fault.CUT, Fault.HOLD}:
            box.ending = Ending.CUT
            if fault is Fault.HOLD:
                box.held.append(report)
                box.cached = None
                box.ending = Ending.HELD
            return None
        reply = self.link.report(self.send, self.name, report.message, report.request_type)
        if fault is Fault.LOSE_RESPONSE:
            box.ending = Ending.CUT
            return None
        if fault is Fault.DUPLICATE:
            reply = self.link.report(self.send, self.name, report.message, report.request_type)
        return reply

    def _goes_on(self, reply: Reply, report: Report) -> bool:
        box = self.mailbox
        if report.after is After.ERASED:
            return False
        self.link.heed(reply)
        if not self.link.enrolled:
            box.forget()
            box.ending = Ending.UNENROLLED
            return False
        if reply.status != 200:
            box.ending = Ending.REFUSED
            return False
        if box.cached is report:
            box.cached = None
        box.ending = Ending.NOT_NOW if box.refused else Ending.EMPTY
        return bool(reply.body)

    def _perform(self, body: bytes, steps: list[Step]) -> Report | None:
        found = _read_command(body)
        if found is None:
            self.mailbox.ending = Ending.UNREADABLE
            return None
        uuid, command = found
        request_type = str(command.get("RequestType", ""))
        outcome = self._outcome(command, request_type)
        replaced = outcome.after is After.REPLACED
        if replaced:
            outcome = self.replace(outcome.profile)
        report = self._report(uuid, request_type, outcome)
        act = Act.REFUSED if outcome.status == "NotNow" else Act.EXECUTED
        self._note(act, outcome.status, report.message, request_type)
        steps.append(Step(uuid, request_type, None if outcome.after is After.UNENROLLED else outcome.status))
        if report.kept:
            self.mailbox.cached = report
        if replaced:
            # The connection was made with the old identity; the answer leaves on one with the new.
            self.mailbox.ending = Ending.REPLACED
            return None
        return report

    def _outcome(self, command: Mapping[str, object], request_type: str) -> Outcome:
        if answers_not_now(request_type, self.situation):
            self.mailbox.refused = True
            return Outcome(status="NotNow")
        link = self.link
        return perform(link.machine, link.settings, command, user_channel=self.situation.user_channel)

    def _report(self, uuid: str, request_type: str, outcome: Outcome) -> Report:
        message = {"CommandUUID": uuid, "Status": outcome.status, **outcome.keys, **self.ids}
        if self.link.machine.is_mac and outcome.status == "Acknowledged":
            message["RequestType"] = request_type  # seen from macOS 10.12; iOS does not send it
        return Report(
            message=message,
            request_type=request_type,
            # NotNow is not repeated (2014 reference, Error Handling), nor is the answer to EraseDevice.
            kept=outcome.status != "NotNow" and outcome.after is After.NOTHING,
            after=outcome.after,
        )

    def _erase(self) -> None:
        # Done even if the acknowledgement did not reach the server (2014 reference, EraseDevice).
        self.link.machine.wipe()
        self.link.leave("erased")
        self.mailbox.forget()
        self.mailbox.ending = Ending.ERASED

    def remove_management(self) -> None:
        # The profile goes, and with it the identity that could report; CheckOut is tried once and
        # its answer ignored (2014 reference, CheckOut).
        if self.link.settings.check_out_when_removed:
            message = {
                "MessageType": "CheckOut",
                "Topic": self.link.settings.topic,
                **self.link.device_ids(),
            }
            try:
                self.link.check_in(self.send, self.name, message)
            except TransportError:
                self._note(Act.FAULT, "CheckOut not delivered", {}, None)
        self.link.leave("unenrolled")
        self.mailbox.forget()
        self.mailbox.ending = Ending.UNENROLLED

    def _note(self, act: Act, what: str, message: Mapping[str, object], request_type: str | None) -> None:
        uuid = message.get("CommandUUID")
        self.link.ledger.add(
            act,
            self.name,
            what,
            command_uuid=uuid if isinstance(uuid, str) else None,
            request_type=request_type,
        )


def _read_command(body: bytes) -> tuple[str, Mapping[str, object]] | None:
    """CommandUUID and command dictionary; None if the body names no command."""
    from pymdm.protocol import plist

    try:
        envelope = plist.loads(body)
    except RemoteProtocolError:
        return None
    if not isinstance(envelope, dict):
        return None
    uuid, command = envelope.get("CommandUUID"), envelope.get("Command")
    if not isinstance(uuid, str):
        return None
    return uuid, command if isinstance(command, dict) else {}
