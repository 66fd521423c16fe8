"""Verbs of the queue: what devices report, what is queued for them, what an operator orders.

``pymdm.service.verbs`` is the front door.
"""

from __future__ import annotations

from datetime import datetime

import attrs

from pymdm.protocol import EnrollmentID, Status
from pymdm.service._values import aware, echoed
from pymdm.service._verbs_device import Sender

__all__ = [
    "Answer",
    "Cancel",
    "Cancelled",
    "Enqueue",
    "Enqueued",
    "Held",
    "HoldQueues",
    "NextCommand",
    "OrderUnenroll",
    "Ordered",
    "ReleaseQueues",
    "Report",
    "Unread",
    "UnreadableReport",
]


@attrs.frozen(kw_only=True)
class Report:
    """A device's status message: what became of the last command, and a request for the next."""

    sender: Sender
    #: An unknown status is a str; it finishes nothing and is treated like NotNow.
    status: Status | str
    command_uuid: str | None
    raw: bytes = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class UnreadableReport:
    """A status message that is no property list, so that only the certificate tells whose it is (F15).

    A device repeats a result until it is accepted: one that it writes wrongly itself would keep it from
    every later command.
    """

    fingerprint: bytes = attrs.field(repr=lambda value: value.hex()[:12])
    certificate: bytes = attrs.field(repr=False)
    at: datetime
    source: str = ""
    replayable: bool = False
    expired: bool = False
    raw: bytes = attrs.field(repr=False)
    #: What is wrong with it, for the log.
    problem: str = ""

    def sender(self, device: EnrollmentID) -> Sender:
        """The sender, once the store has found the device that the certificate was pinned for."""
        return Sender(
            enrollment=device,
            fingerprint=self.fingerprint,
            certificate=self.certificate,
            at=self.at,
            source=self.source,
            replayable=self.replayable,
            expired=self.expired,
        )


@attrs.frozen(kw_only=True)
class Unread:
    """The message was not readable and is not accepted: the device is to repeat it."""


@attrs.frozen(kw_only=True)
class NextCommand:
    """The command to send, byte for byte."""

    uuid: str
    body: bytes = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Answer:
    """The report is stored; ``next`` is the following command, or None if there is none to send now."""

    next: NextCommand | None = None


@attrs.frozen(kw_only=True)
class Enqueue:
    """Queue one command and record that its enrollment wants a push, in one transaction.

    A repeat with the same UUID and body changes nothing.  While a command with the same
    ``dedupe_key`` is pending for the enrollment, that one is answered instead (T79).  Times are aware:
    one that cannot be compared would fail at every poll of the device, long after this call.
    """

    enrollment: str
    uuid: str = attrs.field(validator=echoed)
    request_type: str
    body: bytes = attrs.field(repr=False)
    at: datetime = attrs.field(validator=aware)
    priority: int = 0
    not_before: datetime | None = attrs.field(default=None, validator=aware)
    expires_at: datetime | None = attrs.field(default=None, validator=aware)
    dedupe_key: str | None = None
    never_refused: bool = False
    push: bool = True


@attrs.frozen(kw_only=True)
class Enqueued:
    """The command is queued under ``uuid``; ``fresh`` is False where it already was."""

    uuid: str
    fresh: bool


@attrs.frozen(kw_only=True)
class Cancel:
    """Take commands back that are still pending: the named ones, or all of an enrollment.

    A command that was already handed to the device may be executed all the same; its late answer
    then changes nothing.
    """

    enrollment: str
    at: datetime
    uuids: tuple[str, ...] | None = None


@attrs.frozen(kw_only=True)
class Cancelled:
    """The commands that were taken back."""

    uuids: tuple[str, ...]


@attrs.frozen(kw_only=True)
class OrderUnenroll:
    """Have a device told, with its next message, to remove its management profile (T17).

    Everything that pymdm installed goes with it and nobody can manage the device afterwards, so the order
    names who gave it and why; both go into the audit trail.
    """

    enrollment: str
    at: datetime = attrs.field(validator=aware)
    by: str
    why: str


@attrs.frozen(kw_only=True)
class Ordered:
    """The order stands; ``fresh`` is False where it already did."""

    fresh: bool


@attrs.frozen(kw_only=True)
class HoldQueues:
    """Let no command leave until `ReleaseQueues`: after a restore from an old backup, for one (F28)."""

    at: datetime = attrs.field(validator=aware)
    why: str


@attrs.frozen(kw_only=True)
class ReleaseQueues:
    """Let commands leave again, and wake every device for which some wait."""

    at: datetime = attrs.field(validator=aware)


@attrs.frozen(kw_only=True)
class Held:
    """Whether the queues are held now."""

    held: bool
