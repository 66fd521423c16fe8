"""What an embedding program may plug into the conversation: one small interface a question.

Handlers are asked only after the sender is recognised.  Each may also be a coroutine function when
it is used with ``AsyncMDMService``.  A handler that raises costs its device a 500 and nothing else.
"""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import Any, Protocol

import attrs

from pymdm.protocol import EnrollmentID

__all__ = [
    "Admission",
    "AdmissionPolicy",
    "DeclarationHandler",
    "DeclarationRequest",
    "StrangerMessage",
    "TokenHandler",
    "TokenRequest",
    "UserAuthenticator",
    "UserClaim",
    "accept_strangers",
    "refuse_strangers",
    "unenroll_strangers",
]


@enum.unique
class Admission(enum.Enum):
    """What to do with a device that proves an identity of ours but is not managed."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    UNENROLL = "unenroll"


@attrs.frozen(kw_only=True)
class StrangerMessage:
    """A message of a proven identity that belongs to no present enrollment.

    ``fingerprint`` is the SHA-256 of its certificate; ``known`` tells a device that has checked out,
    with this very certificate, from one that was never enrolled here as far as the store remembers.
    """

    enrollment: EnrollmentID
    known: bool = False
    message_type: str
    fingerprint: bytes = attrs.field(repr=lambda value: value.hex()[:12])
    source: str
    at: datetime


class AdmissionPolicy(Protocol):
    """Decides about strangers."""

    def __call__(self, message: StrangerMessage, /) -> Admission | Awaitable[Admission]:
        """What to do with the sender."""


def refuse_strangers(message: StrangerMessage, /) -> Admission:
    """Answer 400 and change nothing: the default.

    The 2014 text calls it good practice to answer 401 to devices that the server does not manage.
    That unenrolls them, so that restoring an old database would empty the fleet.
    """
    return Admission.REFUSE


def accept_strangers(message: StrangerMessage, /) -> Admission:
    """Take the device in and pin its certificate, as after a migration; never replaces a pin (T4)."""
    return Admission.ACCEPT


def unenroll_strangers(message: StrangerMessage, /) -> Admission:
    """Make the device remove its management profile, as the 2014 text recommends."""
    return Admission.UNENROLL


@attrs.frozen(kw_only=True)
class DeclarationRequest:
    """A DeclarativeManagement message: ``endpoint`` such as ``tokens``; ``data`` is its JSON, if any."""

    enrollment: EnrollmentID
    endpoint: str
    data: bytes | None = attrs.field(repr=False)
    params: Mapping[str, str] = attrs.field(factory=dict, repr=False)


class DeclarationHandler(Protocol):
    """Serves declarative management."""

    def __call__(self, request: DeclarationRequest, /) -> bytes | Awaitable[bytes | None] | None:
        """The JSON to answer with (empty for a stored status report), or None for 404."""


@attrs.frozen(kw_only=True)
class TokenRequest:
    """A GetToken message."""

    enrollment: EnrollmentID
    service_type: str
    parameters: Mapping[str, Any] = attrs.field(factory=dict, repr=False)


class TokenHandler(Protocol):
    """Serves GetToken."""

    def __call__(self, request: TokenRequest, /) -> bytes | Awaitable[bytes | None] | None:
        """The token's bytes, or None where there is none of that type (400)."""


@attrs.frozen(kw_only=True)
class UserClaim:
    """A network user who logs in at a Mac, as UserAuthenticate names them."""

    enrollment: EnrollmentID
    user_id: str
    user_short_name: str | None = None
    user_long_name: str | None = None


class UserAuthenticator(Protocol):
    """Decides about the users of a Mac (2014 reference, "MDM Protocol Extensions")."""

    def challenge(self, user: UserClaim, /, *, now: datetime) -> str | Awaitable[str]:
        """The digest challenge; an empty one means that this user needs no AuthToken."""

    def verify(
        self, user: UserClaim, digest_response: str, /, *, now: datetime
    ) -> str | Awaitable[str | None] | None:
        """A fresh AuthToken if the response proves the password, else None."""
