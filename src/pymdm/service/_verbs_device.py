"""Verbs of the check-in: who speaks, what they say, and what a store answers.

``pymdm.service.verbs`` is the front door.
"""

from __future__ import annotations

import enum
from datetime import datetime

import attrs

from pymdm.errors import Reason
from pymdm.protocol import EnrollmentID, PushTarget
from pymdm.service.records import EnrollmentRecord

__all__ = [
    "BootstrapTokenAccess",
    "BootstrapTokenAnswer",
    "Done",
    "Recognise",
    "RecordAuthenticate",
    "RecordCheckOut",
    "RecordTokenUpdate",
    "Refused",
    "Sender",
    "Stranger",
    "Takeover",
    "TokenIssued",
    "TokenRequired",
    "TokenWaived",
    "Unenroll",
]


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
class Unenroll:
    """An administrator has ordered that this device be told to unenroll (`OrderUnenroll`)."""

    enrollment: EnrollmentRecord


@attrs.frozen(kw_only=True)
class Done:
    """It is stored."""

    enrollment: EnrollmentRecord


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
