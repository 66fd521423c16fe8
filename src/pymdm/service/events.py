"""What happened, told after it is stored: at least once, in order, with a number to recognise repeats.

Events carry ids, states and reasons.  The device's own words are reached only through
``CommandFinished.result``, which stays inside the process.
"""

from __future__ import annotations

from datetime import datetime

import attrs

from pymdm.errors import Reason
from pymdm.protocol import CommandResult, EnrollmentID, decode_result

__all__ = [
    "Authenticated",
    "BecameActive",
    "BecameInactive",
    "BootstrapTokenRead",
    "BootstrapTokenStored",
    "CheckedOut",
    "CommandFinished",
    "CommandsCleared",
    "Enrolled",
    "Event",
    "IdentityExpired",
    "IdentityRefused",
    "IdentityRenewed",
    "PinConflict",
    "PushTokenDead",
    "RequestRefused",
    "ResultIgnored",
    "ResultUnreadable",
    "SourceChanged",
    "TokenUpdated",
    "UnenrollOrdered",
]


@attrs.frozen(kw_only=True)
class Event:
    """Base of all events.  ``id`` grows with every event of a store; use it to recognise a repeat."""

    id: int
    at: datetime
    enrollment: EnrollmentID


@attrs.frozen(kw_only=True)
class Authenticated(Event):
    """A device has begun to enroll.  ``took_over`` says that another certificate was pinned before."""

    generation: int
    took_over: bool = False


@attrs.frozen(kw_only=True)
class Enrolled(Event):
    """The first TokenUpdate of a device or user: it is managed and can be pushed to."""

    generation: int


@attrs.frozen(kw_only=True)
class TokenUpdated(Event):
    """A later TokenUpdate."""


@attrs.frozen(kw_only=True)
class PushTokenDead(Event):
    """Apple refuses to wake this device or user: nothing is sent before its next TokenUpdate (F32).

    Its commands wait.  ``why`` is Apple's word, ``since`` since when, if Apple says.  Often the profile was
    removed, or the device erased, without a CheckOut.
    """

    why: str
    since: datetime | None


@attrs.frozen(kw_only=True)
class CheckedOut(Event):
    """The management profile was removed."""


@attrs.frozen(kw_only=True)
class CommandFinished(Event):
    """A command has its final status."""

    command_uuid: str
    request_type: str
    raw: bytes = attrs.field(repr=False)

    @property
    def result(self) -> CommandResult:
        """The device's answer; ``result.answer`` is typed by the command that was sent."""
        return decode_result(self.raw, request_type=self.request_type)


@attrs.frozen(kw_only=True)
class CommandsCleared(Event):
    """Pending commands that will never be sent, because the enrollment began anew or they expired."""

    command_uuids: tuple[str, ...]
    why: str


@attrs.frozen(kw_only=True)
class ResultIgnored(Event):
    """A result that fits no pending command of its sender: late, repeated in vain, or not its own."""

    command_uuid: str


@attrs.frozen(kw_only=True)
class ResultUnreadable(Event):
    """A command was given up: the device answered it several times, and nobody can read the answer (F15).

    Whether it was carried out is in ``raw``, if anywhere.
    """

    command_uuid: str
    request_type: str
    raw: bytes = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class BootstrapTokenStored(Event):
    """A Mac has escrowed (or, with ``removed``, withdrawn) its bootstrap token."""

    removed: bool = False


@attrs.frozen(kw_only=True)
class BootstrapTokenRead(Event):
    """A stored bootstrap token was given to its device: part of the audit trail (T72)."""

    source: str


@attrs.frozen(kw_only=True)
class IdentityRefused(Event):
    """Somebody with a genuine identity spoke for an enrollment that is not theirs."""

    reason: Reason
    source: str


@attrs.frozen(kw_only=True)
class IdentityExpired(Event):
    """The device's certificate has expired and is accepted for a grace period: enroll it again (T12)."""


@attrs.frozen(kw_only=True)
class IdentityRenewed(Event):
    """The device has begun to use the certificate that it renewed by SCEP (T5)."""


@attrs.frozen(kw_only=True)
class PinConflict(Event):
    """The certificate from before a takeover has spoken again: look at both devices (T81)."""

    source: str


@attrs.frozen(kw_only=True)
class SourceChanged(Event):
    """Messages proven only by a signature began to come from another address (T14)."""

    before: str
    source: str


@attrs.frozen(kw_only=True)
class BecameInactive(Event):
    """A device has not been heard of for the silence limit; it stays enrolled and is woken on."""

    last_seen_at: datetime | None


@attrs.frozen(kw_only=True)
class BecameActive(Event):
    """A device that was inactive is back."""


@attrs.frozen(kw_only=True)
class UnenrollOrdered(Event):
    """Somebody has ordered that the device be told to remove its management profile."""

    by: str
    why: str


@attrs.frozen(kw_only=True)
class RequestRefused:
    """A message that proved nothing.  Told once and not stored: strangers must not fill the database."""

    at: datetime
    reason: Reason
    source: str
