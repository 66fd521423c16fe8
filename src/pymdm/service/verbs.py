"""What a store is asked, as values, and what it answers; ``pymdm.service.store`` has the methods.

A verb is one request for one transaction.  Stores receive *batches* of a verb and answer each item
in order; an item that is refused does not disturb the others.
"""

from __future__ import annotations

import enum
from datetime import datetime

import attrs

from pymdm.errors import Reason
from pymdm.protocol import EnrollmentID, PushTarget, Status
from pymdm.service._values import aware, echoed
from pymdm.service.queries import (
    CommandQuery,
    EnrollmentQuery,
    EnrollmentsQuery,
    IdentityQuery,
    Query,
    QueueQuery,
    Record,
)
from pymdm.service.records import EnrollmentRecord, EnrollmentSession

__all__ = [
    "Answer",
    "BootstrapTokenAccess",
    "BootstrapTokenAnswer",
    "Cancel",
    "Cancelled",
    "CommandQuery",
    "Done",
    "Enqueue",
    "Enqueued",
    "EnrollmentQuery",
    "EnrollmentsQuery",
    "EventsAfter",
    "IdentityQuery",
    "IssueIdentity",
    "NextCommand",
    "PendingPush",
    "PushReceipt",
    "PushRound",
    "Query",
    "QueueQuery",
    "Recognise",
    "Record",
    "RecordAuthenticate",
    "RecordCheckOut",
    "RecordTokenUpdate",
    "Refused",
    "Report",
    "RevokeIdentity",
    "Sender",
    "Stranger",
    "Takeover",
    "TokenIssued",
    "TokenRequired",
    "TokenWaived",
    "Unread",
    "UnreadableReport",
]


# ── who speaks ───────────────────────────────────────────────────────────────────────────────────


@attrs.frozen(kw_only=True)
class Sender:
    """Who claims to speak, and with which proven certificate.

    The store compares ``fingerprint`` with the pin inside the transaction that does the work, so
    that no message is ever judged by a pin that another message has just replaced.
    """

    enrollment: EnrollmentID
    fingerprint: bytes = attrs.field(repr=lambda value: value.hex()[:12])
    certificate: bytes = attrs.field(repr=False)
    at: datetime
    source: str = ""
    #: Proven by a signature over the message alone, which can be replayed (T14), not by TLS.
    replayable: bool = False
    #: The certificate has expired but is within its grace (T12).
    expired: bool = False
    #: SHA-256 of the AuthToken that a user's message carried.
    auth_token_hash: bytes | None = attrs.field(default=None, repr=False)
    #: An admission policy has accepted this stranger.
    admitted: bool = False
    #: Only identities of the issue log may enroll (T81).
    session_required: bool = False


@enum.unique
class Takeover(enum.Enum):
    """What an Authenticate may do to a device that is pinned to another certificate (T81)."""

    #: Begin a new generation without queue, tokens, secrets and users of the old one.
    START_EMPTY = "start empty"
    #: Refuse it: a device that was erased then has to be released by an administrator first.
    REFUSE = "refuse"


@attrs.frozen(kw_only=True)
class Refused:
    """The identity does not fit; nothing was changed but the audit trail."""

    reason: Reason


@attrs.frozen(kw_only=True)
class Stranger:
    """A proven identity that belongs to no present enrollment: the admission policy decides.

    ``known`` tells a device that has checked out from one that was never enrolled here.
    """

    enrollment: EnrollmentID
    known: bool = False


@attrs.frozen(kw_only=True)
class Done:
    """It is stored."""

    enrollment: EnrollmentRecord


# ── check-in verbs ───────────────────────────────────────────────────────────────────────────────


@attrs.frozen(kw_only=True)
class RecordAuthenticate:
    """Authenticate: pin the certificate and begin a new generation with empty queues."""

    sender: Sender
    topic: str
    os: str | None = None
    os_version: str | None = None
    build_version: str | None = None
    product_name: str | None = None
    model: str | None = None
    device_name: str | None = None
    serial_number: str | None = None
    takeover: Takeover = Takeover.START_EMPTY
    raw: bytes = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class RecordTokenUpdate:
    """TokenUpdate: where to push.  None keeps the stored value of the optional keys."""

    sender: Sender
    push: PushTarget = attrs.field(repr=False)
    unlock_token: bytes | None = attrs.field(default=None, repr=False)
    awaiting_configuration: bool | None = None
    user_short_name: str | None = None
    user_long_name: str | None = None
    raw: bytes = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class RecordCheckOut:
    """CheckOut: stop pushes, keep history."""

    sender: Sender


@attrs.frozen(kw_only=True)
class BootstrapTokenAccess:
    """SetBootstrapToken (``store`` is True; no token removes it) or GetBootstrapToken."""

    sender: Sender
    store: bool
    token: bytes | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class BootstrapTokenAnswer:
    """The stored bootstrap token, or None."""

    token: bytes | None = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class TokenRequired:
    """From now on messages of this user need an AuthToken (a digest challenge was sent)."""


@attrs.frozen(kw_only=True)
class TokenWaived:
    """This user needs no AuthToken, or no longer (an empty challenge was sent)."""


@attrs.frozen(kw_only=True)
class TokenIssued:
    """The user has proven the password; this is the SHA-256 of the AuthToken that was given out."""

    token_hash: bytes = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Recognise:
    """Check who speaks, before a handler is asked; may note a change of the user's AuthToken."""

    sender: Sender
    user_auth: TokenRequired | TokenWaived | TokenIssued | None = None
    #: UserAuthenticate itself is what gets a token, so it is recognised without one.
    token_exempt: bool = False


# ── the queue ────────────────────────────────────────────────────────────────────────────────────


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


# ── pushes, identities, events ──────────────────────────────────────────────────────────


@attrs.frozen(kw_only=True)
class PushReceipt:
    """What became of one pending push.  A dead token is not pushed to until the next TokenUpdate.

    ``target`` is what was pushed to: if a TokenUpdate has come in between, the receipt says nothing
    about the new one (F32).
    """

    enrollment: EnrollmentID
    target: PushTarget = attrs.field(repr=False)
    wanted_at: datetime
    delivered: bool
    token_dead: bool = False


@attrs.frozen(kw_only=True)
class PushRound:
    """Store the receipts of the last round and get the next pending pushes, oldest first."""

    at: datetime
    receipts: tuple[PushReceipt, ...] = ()
    limit: int = 1000


@attrs.frozen(kw_only=True)
class PendingPush:
    """An enrollment that waits for a wake-up."""

    enrollment: EnrollmentID
    target: PushTarget = attrs.field(repr=False)
    wanted_at: datetime


@attrs.frozen(kw_only=True)
class IssueIdentity:
    """Write a certificate into the issue log, and its session if that is new.

    A session that is known stays as it is stored: what it is bound to is never loosened.
    """

    session: EnrollmentSession
    fingerprint: bytes = attrs.field(repr=lambda value: value.hex()[:12])
    not_after: datetime
    at: datetime


@attrs.frozen(kw_only=True)
class RevokeIdentity:
    """Refuse a certificate of the issue log from now on, whatever it is pinned to (T12)."""

    fingerprint: bytes = attrs.field(repr=lambda value: value.hex()[:12])
    at: datetime


@attrs.frozen(kw_only=True)
class EventsAfter:
    """Note how far ``consumer`` has come and get what follows, in order.

    Events are kept until every consumer that ever asked has acknowledged them.  To acknowledge what
    has not happened yet acknowledges what has.
    """

    consumer: str
    acknowledged: int | None = None
    limit: int = 100
