"""What a conversation may need from outside before it can answer: a store verb, or a question.

``plan`` begins with one step, ``reply`` turns each step and its outcome into the next step or the
answer.  Drivers only have to carry steps out; they decide nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import attrs

from pymdm.protocol import DeclarativeManagement, GetToken, UserAuthenticate
from pymdm.service import verbs as vb
from pymdm.service.handlers import Admission, DeclarationRequest, StrangerMessage, TokenRequest, UserClaim

__all__ = [
    "AskAdmission",
    "AskChallenge",
    "AskDeclarations",
    "AskDigest",
    "AskToken",
    "DeviceVerb",
    "HandlerFailed",
    "Outcome",
    "Perform",
    "Quarantine",
    "Step",
]

DeviceVerb: TypeAlias = (
    vb.RecordAuthenticate
    | vb.RecordTokenUpdate
    | vb.RecordCheckOut
    | vb.BootstrapTokenAccess
    | vb.Recognise
    | vb.Report
)


@attrs.frozen(kw_only=True)
class Perform:
    """Carry out one store verb.  ``message`` is what is to be answered once the sender is recognised."""

    verb: DeviceVerb
    message_type: str
    message: DeclarativeManagement | GetToken | UserAuthenticate | None = None
    #: Query parameters of the request, for handlers.
    params: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    #: The AuthToken to hand out once its hash is stored.
    auth_token: str | None = attrs.field(default=None, repr=False)
    #: The challenge to hand out once it is noted that the user needs a token.
    challenge: str | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class Quarantine:
    """Tell the store of a status message that cannot be read; there is nothing else in it to act on."""

    verb: vb.UnreadableReport


@attrs.frozen(kw_only=True)
class AskAdmission:
    """Ask the admission policy about a stranger."""

    stranger: StrangerMessage
    attempt: Perform


@attrs.frozen(kw_only=True)
class AskDeclarations:
    """Ask the handler of declarative management."""

    request: DeclarationRequest


@attrs.frozen(kw_only=True)
class AskToken:
    """Ask the handler of GetToken."""

    request: TokenRequest


@attrs.frozen(kw_only=True)
class AskChallenge:
    """Ask the user authenticator for a challenge."""

    user: UserClaim
    attempt: Perform


@attrs.frozen(kw_only=True)
class AskDigest:
    """Ask the user authenticator to check a digest response."""

    user: UserClaim
    digest_response: str = attrs.field(repr=False)
    attempt: Perform


@attrs.frozen(kw_only=True)
class HandlerFailed:
    """The outcome of a question whose handler raised; the driver has logged it."""


Step: TypeAlias = Perform | Quarantine | AskAdmission | AskDeclarations | AskToken | AskChallenge | AskDigest

#: What a driver may hand to ``reply``.
Outcome: TypeAlias = (
    vb.Done
    | vb.Refused
    | vb.Stranger
    | vb.Unenroll
    | vb.Answer
    | vb.Unread
    | vb.BootstrapTokenAnswer
    | Admission
    | HandlerFailed
    | bytes
    | str
    | None
)
