"""Whether a SCEP request gets a certificate, asked in the order that costs least.

A look into the store comes before any signature of the CA, so that a wrong challenge costs a stranger's
request no more than its decryption; the store's verb decides once more, inside its transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import attrs

from pymdm.crypto import TrustStore
from pymdm.crypto.certificates import PublicKey, fingerprint, public_key_digest
from pymdm.crypto.scep import FailInfo, MessageType, SCEPRequest
from pymdm.errors import Reason, VerificationError
from pymdm.service import issuing
from pymdm.service import verbs as vb
from pymdm.service.lifecycle import PinHistory
from pymdm.service.records import ChallengeRecord, EnrollmentRecord, EnrollmentSession, IdentityRecord
from pymdm.service.sessions import challenge_digest
from pymdm.service.store import Store

__all__ = ["Certified", "Issuer", "Refusal", "SigningFailed", "SigningRequest"]

R = TypeVar("R")


@attrs.frozen(kw_only=True)
class SigningRequest:
    """What a CA is asked to sign.

    Attributes:
        public_key: Whose certificate it is to be; the sender has proven that it has the private key.
        session: The enrollment session; None where an identity is renewed that was issued elsewhere.
        renews: SHA-256 of the identity that is renewed; None at an enrollment.
        csr: The request as it came (DER), for CAs that want one; it holds the challenge.  Its subject and
            extensions are wishes of the device: a CA that copies them lets a device choose who it is (T46).
        at: The present time.
    """

    public_key: PublicKey = attrs.field(repr=False)
    session: EnrollmentSession | None
    renews: bytes | None = attrs.field(repr=lambda value: value.hex()[:12] if value else "None")
    csr: bytes = attrs.field(repr=False)
    at: datetime


@attrs.frozen(kw_only=True)
class Certified:
    """The certificate to hand out."""

    certificate: bytes = attrs.field(repr=False)
    fingerprint: bytes


@attrs.frozen(kw_only=True)
class Refusal:
    """No certificate; the sender is told ``fail_info`` and never the reason."""

    reason: Reason
    fail_info: FailInfo = FailInfo.BAD_REQUEST


class SigningFailed(Exception):
    """The CA gave no certificate, or one that its devices could not use; ``__cause__`` says why."""


class Issuer:
    """Decides about requests, with a store and a CA."""

    def __init__(self, store: Store, *, sign: Callable[[SigningRequest], bytes], trust: TrustStore) -> None:
        self._store = store
        self._sign = sign
        self._trust = trust

    def decide(self, request: SCEPRequest, *, now: datetime) -> Certified | Refusal:
        """The certificate for this request, or why there is none.  Raises StorageError, SigningFailed."""
        if request.message_type is MessageType.RENEWAL_REQ:
            return self._renew(request, now)
        return self._enroll(request, now)

    def _enroll(self, request: SCEPRequest, now: datetime) -> Certified | Refusal:
        """PKCSReq: the challenge decides (T42, T50)."""
        if not request.challenge:
            return Refusal(reason=Reason.CHALLENGE_UNKNOWN)
        digest = challenge_digest(request.challenge.reveal())
        ask = vb.RedeemChallenge(challenge=digest, **_candidate(request, now))
        known = self._one(vb.ChallengeQuery(digest=digest), ChallengeRecord)
        if issuing.is_repeat(ask, known):
            return _again(known)
        verdict = issuing.redeem(ask, known)
        if isinstance(verdict, vb.Refused):
            return Refusal(reason=verdict.reason)
        return self._issue(ask, request, verdict.used.session, now)

    def _renew(self, request: SCEPRequest, now: datetime) -> Certified | Refusal:
        """RenewalReq: the signer has to be the identity that its enrollment is pinned to (T5, T45)."""
        try:
            signer = self._trust.check(request.signer, now=now)
        except VerificationError as error:
            return Refusal(reason=error.reason)
        if signer.expired:
            # Its messages are heard for a while yet, so that it can be sent a new profile.
            return Refusal(reason=Reason.EXPIRED)
        ask = vb.RenewIdentity(signer=signer.fingerprint, **_candidate(request, now))
        known = self._one(vb.ChallengeQuery(digest=issuing.renewal_key(ask)), ChallengeRecord)
        issued = self._one(vb.IdentityQuery(fingerprint=signer.fingerprint), IdentityRecord)
        if issued is not None:
            verdict = issuing.renew(ask, *self._present(issued))
            if isinstance(verdict, vb.Refused):
                return Refusal(reason=verdict.reason)
        if issuing.is_repeat(ask, known):
            return _again(known)
        return self._issue(ask, request, issued.session if issued else None, now)

    def _present(self, issued: IdentityRecord) -> tuple[EnrollmentRecord | None, PinHistory]:
        """The enrollment that an identity of the issue log was used for, as it is now."""
        bound = issued.session.enrollment
        device = self._one(vb.EnrollmentQuery(id=bound.id), EnrollmentRecord) if bound else None
        return device, PinHistory(issued=issued, enrollment=bound)

    def _issue(
        self,
        ask: vb.RedeemChallenge | vb.RenewIdentity,
        request: SCEPRequest,
        session: EnrollmentSession | None,
        now: datetime,
    ) -> Certified | Refusal:
        wanted = SigningRequest(
            public_key=request.public_key,
            session=session,
            renews=ask.signer if isinstance(ask, vb.RenewIdentity) else None,
            csr=request.csr.der,
            at=now,
        )
        certificate, not_after = self._signed(wanted, request.public_key_digest)
        verb = attrs.evolve(
            ask, certificate=certificate, fingerprint=fingerprint(certificate), not_after=not_after
        )
        [outcome] = self._store.identities([verb])
        if isinstance(outcome, vb.Issued):
            return Certified(certificate=outcome.certificate, fingerprint=outcome.identity.fingerprint)
        assert isinstance(outcome, vb.Refused)  # the only other answer to this verb
        return Refusal(reason=outcome.reason)

    def _signed(self, wanted: SigningRequest, key: bytes) -> tuple[bytes, datetime]:
        """What the CA gave, if devices can speak to this server with it."""
        try:
            certificate = self._sign(wanted)
            identity = self._trust.check(certificate, now=wanted.at)
            if public_key_digest(certificate) != key:
                raise ValueError("expected a certificate for the key that was asked for")
        except Exception as error:
            raise SigningFailed("the CA gave no certificate that could be used") from error
        return certificate, identity.not_after

    def _one(self, query: Any, kind: type[R]) -> R | None:
        [found] = self._store.look_up([query])
        return found[0] if found and isinstance(found[0], kind) else None


def _candidate(request: SCEPRequest, now: datetime) -> dict[str, Any]:
    """A verb's fields while there is no certificate yet: enough to ask what would become of it."""
    return {
        "transaction_id": request.transaction_id,
        "public_key": request.public_key_digest,
        "certificate": b"",
        "fingerprint": b"",
        "not_after": now,
        "at": now,
    }


def _again(known: ChallengeRecord | None) -> Certified:
    assert known is not None and known.certificate is not None  # noqa: PT018 - a repeat of what was granted
    return Certified(certificate=known.certificate, fingerprint=fingerprint(known.certificate))
