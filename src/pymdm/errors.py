"""Every exception that pymdm raises on purpose.

The tree answers one question: what can the caller do now?  A subclass exists only where
that answer differs; everything finer is an attribute.

    PymdmError                       never raised itself
    ├─ ProtocolError                 .http_status: a hint for a server's reply
    │  ├─ LocalProtocolError         you asked for something that the protocol forbids
    │  │  └─ NotSupportedOn          this device cannot do it; the text says why
    │  └─ RemoteProtocolError        what arrived is wrong (400)
    │     ├─ DecodeError             .path, such as "Command.Queries[2]"; never the value
    │     │  └─ PlistError
    │     └─ TooLarge                (413)
    ├─ VerificationError             .reason for the log; nothing for the peer
    │  ├─ SignatureInvalid   ├─ SignerUntrusted   └─ EnrollmentMismatch
    ├─ ServiceError                  Apple's service said no: .status .code .retry_after .retryable
    │  ├─ DEPError → TermsNotAccepted, CursorExpired, CursorExhausted, TokenRejected
    │  ├─ VPPError → ContentTokenExpired, TooManyRequests, WrongLocation, ManagedElsewhere,
    │  │             UnknownAsset, NoLicensesLeft, UnknownUser → UserRetired, EventPending
    │  └─ AXMError
    ├─ TransportError                no answer came; .request_sent .retryable
    └─ StorageError → NotFound, Conflict

Wrong argument types and values stay TypeError and ValueError.  Outcomes of one item of
many (a device's Error status, one push of a thousand) are values, not exceptions.
Two RemoteProtocolErrors live where they are answered in a way of their own:
``pymdm.crypto.scep.SCEPRefused`` (a message), ``pymdm.protocol.ddm.UnknownDeclaration`` (404).
"""

from __future__ import annotations

import enum
from typing import Any

__all__ = [
    "AXMError",
    "Conflict",
    "ContentTokenExpired",
    "CursorExhausted",
    "CursorExpired",
    "DEPError",
    "DecodeError",
    "EnrollmentMismatch",
    "EventPending",
    "LocalProtocolError",
    "ManagedElsewhere",
    "NoLicensesLeft",
    "NotFound",
    "NotSupportedOn",
    "PlistError",
    "ProtocolError",
    "PymdmError",
    "Reason",
    "RemoteProtocolError",
    "ServiceError",
    "SignatureInvalid",
    "SignerUntrusted",
    "StorageError",
    "TermsNotAccepted",
    "TokenRejected",
    "TooLarge",
    "TooManyRequests",
    "TransportError",
    "UnknownAsset",
    "UnknownUser",
    "UserRetired",
    "VPPError",
    "VerificationError",
    "WrongLocation",
]


class PymdmError(Exception):
    """Base of everything below; catch it to catch all of pymdm, never raise it."""


class ProtocolError(PymdmError):
    """A message breaks a rule of one of Apple's protocols.

    ``http_status`` is what a server may answer when the message came from outside.
    """

    http_status = 400


class LocalProtocolError(ProtocolError):
    """The caller asked for something that the protocol forbids; nothing was sent."""


class NotSupportedOn(LocalProtocolError):
    """The device cannot do this: its system, version, channel, supervision or enrollment rule it out."""


class RemoteProtocolError(ProtocolError):
    """What the peer sent is wrong; it should be answered with ``http_status``."""


class DecodeError(RemoteProtocolError):
    """Bytes could not be read as the message they should be.

    ``path`` names the place (``"Command.Queries[2]"``), or is empty for the whole.  The text
    says what was expected and never repeats what was found, which may be a secret.
    """

    def __init__(self, message: str, *, path: str = "") -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path


class PlistError(DecodeError):
    """The bytes are not a property list that pymdm accepts."""


class TooLarge(RemoteProtocolError):
    """A body is over its limit."""

    http_status = 413


@enum.unique
class Reason(enum.StrEnum):
    """Why a verification failed.  For logs and audit; a peer learns none of it."""

    # the signature itself
    MALFORMED = "malformed"
    TOO_LARGE = "too large"
    NO_SIGNATURE = "no signature"
    NO_SIGNER = "no signer"
    SEVERAL_SIGNERS = "several signers"
    NO_CERTIFICATE = "no certificate for the signer"
    AMBIGUOUS_CERTIFICATE = "several certificates for the signer"
    ALGORITHM_REFUSED = "algorithm refused by the policy"
    KEY_REFUSED = "key refused by the policy"
    ATTRIBUTES_INVALID = "signed attributes missing, repeated or wrong"
    FORGED_ATTRIBUTES = "content poses as signed attributes"
    DIGEST_MISMATCH = "the content is not what was signed"
    CONTENT_MISSING = "no content"
    CONTENT_UNEXPECTED = "content where none may be"
    SIGNATURE_WRONG = "wrong signature"
    # the identity behind it
    NO_IDENTITY = "no client identity"
    SEVERAL_IDENTITIES = "several or contradictory client identities"
    PROXY_UNTRUSTED = "identity header without the proxy's secret"
    PEER_UNTRUSTED = "identity header from a connection that is not the proxy's"
    HEADER_UNTESTED = "identity header before this server has passed its self-test"
    ISSUER_UNKNOWN = "issuer is not one of ours"
    CHAIN_INVALID = "certificate chain does not verify"
    PURPOSE_WRONG = "certificate is for another purpose"
    NOT_YET_VALID = "certificate not yet valid"
    EXPIRED = "certificate expired"
    REVOKED = "certificate revoked"
    # the enrollment that it stands for
    NOT_ENROLLED = "no such enrollment"
    OTHER_ENROLLMENT = "identity belongs to another enrollment"
    OTHER_SESSION = "identity was issued for another device, user or purpose"
    NO_SESSION = "identity was not issued by this server"
    FORMER_IDENTITY = "identity was replaced by a newer enrollment"
    AUTH_TOKEN_WRONG = "user token missing or wrong"  # noqa: S105 - a reason, not a token
    DIGEST_WRONG = "user's digest response is wrong, stale or for another"
    TOPIC_WRONG = "push topic is not the enrollment's"
    TOO_MANY_USERS = "device has too many users"
    CHALLENGE_UNKNOWN = "no such enrollment challenge"
    CHALLENGE_EXPIRED = "enrollment challenge expired"
    CHALLENGE_USED = "enrollment challenge was used before"
    PROOF_TOO_WEAK = "this answer needs mutual TLS"
    # what a device says, or Apple attests, of itself
    NONCE_WRONG = "attestation without the nonce that was sent"
    OTHER_KEY = "attestation is about another key"
    OTHER_DEVICE = "attestation is about another device, or does not say which"
    SERIAL_REFUSED = "serial number may not enroll here"
    MACHINE_INFO_USED = "MachineInfo was used before"


class VerificationError(PymdmError):
    """Something that claims an identity does not prove it.

    The text is for the log only: a peer gets one fixed answer whatever the reason.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class SignatureInvalid(VerificationError):
    """The signature is malformed, forbidden by the policy, or wrong."""


class SignerUntrusted(VerificationError):
    """The signature may be right, but nothing trusted vouches for the signer."""


class EnrollmentMismatch(VerificationError):
    """The identity is genuine but is not the one of the enrollment that the message names."""


class ServiceError(PymdmError):
    """One of Apple's services answered that it will not do what was asked.

    Attributes:
        service: ``"DEP"``, ``"VPP"`` or ``"AXM"``.
        status: of the HTTP answer.
        code: Apple's word or number for the reason, as sent; empty or 0 if it gave none.
        retry_after: seconds after which Apple wants to be asked again, or None.
        retryable: the same call may succeed later without anybody doing anything.
    """

    service = ""

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: str | int = "",
        retry_after: float | None = None,
        retryable: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.retry_after = retry_after
        self.retryable = retryable


class DEPError(ServiceError):
    """The device enrollment service refused; ``code`` is a word such as ``"INVALID_CURSOR"``."""

    service = "DEP"


class TermsNotAccepted(DEPError):
    """Somebody has to accept Apple's new terms in the portal; until then nothing works (F39)."""


class CursorExpired(DEPError):
    """The cursor is too old, unknown or of another server: begin again with a full fetch (F41)."""


class CursorExhausted(DEPError):
    """The listing that this cursor belongs to has already been read to its end."""


class TokenRejected(DEPError):
    """The server token is expired, revoked or of another server: put a new one in place."""


class VPPError(ServiceError):
    """Apps and Books refused; ``code`` is a number such as 9610."""

    service = "VPP"


class ContentTokenExpired(VPPError):
    """The content token is expired, revoked or invalid: put a new one in place."""


class TooManyRequests(VPPError):
    """Too much was asked in too short a time: wait for ``retry_after`` seconds."""


class WrongLocation(VPPError):
    """The content token belongs to another location than the one that is meant: take the right token."""


class ManagedElsewhere(VPPError):
    """Another server manages this location: give it up there, or say that it is taken over.

    Attributes:
        manager_id: which server manages the location, by the identifier that it gave Apple.
        manager_name: what that server calls itself.
    """

    def __init__(self, message: str, *, manager_id: str, manager_name: str, status: int = 200) -> None:
        super().__init__(message, status=status)
        self.manager_id = manager_id
        self.manager_name = manager_name


class UnknownAsset(VPPError):
    """This location has no license of the asset: buy it there, or move licenses to it."""


class NoLicensesLeft(VPPError):
    """All licenses of the asset are assigned: buy more, or take some back."""


class UnknownUser(VPPError):
    """This location has no such active user: create the user before anything is assigned."""


class UserRetired(UnknownUser):
    """The user is retired or deleted: create the user again."""


class EventPending(VPPError):
    """Apple accepted the change and is not done with it: wait again, for the same event.

    Attributes:
        outcome: what is known so far, a ``pymdm.vpp.Outcome``.
    """

    def __init__(self, message: str, *, outcome: Any) -> None:
        super().__init__(message, status=200, retryable=True)
        self.outcome = outcome


class AXMError(ServiceError):
    """The API of Apple Business Manager or Apple School Manager refused; ``code`` is a word."""

    service = "AXM"


class TransportError(PymdmError):
    """No answer came.

    Attributes:
        request_sent: False only if the peer cannot have seen the request.
        retryable: The same call may succeed later without anybody doing anything; not so where the peer's
            certificate does not verify, or nothing can be sent to such an address.
    """

    def __init__(self, message: str, *, request_sent: bool = True, retryable: bool = True) -> None:
        super().__init__(message)
        self.request_sent = request_sent
        self.retryable = retryable


class StorageError(PymdmError):
    """The store failed or refused; nothing was changed."""


class NotFound(StorageError):
    """No such enrollment, command or session."""


class Conflict(StorageError):
    """The change contradicts what is stored; retrying the same call will not help."""
