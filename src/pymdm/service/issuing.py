"""Who is given a certificate: decisions about challenges and renewals that every store takes the same way.

Pure functions over records, called inside the transaction that writes the certificate into the issue log,
so that of two requests with one challenge only one succeeds (T42).
"""

from __future__ import annotations

import hashlib
import hmac

import attrs

from pymdm.errors import Reason
from pymdm.service.lifecycle import PURPOSES, PinHistory, must_unenroll
from pymdm.service.records import (
    ChallengeRecord,
    EnrollmentRecord,
    EnrollmentSession,
    EnrollmentState,
    IdentityRecord,
)
from pymdm.service.verbs import RedeemChallenge, Refused, RenewIdentity

__all__ = ["Grant", "is_repeat", "redeem", "renew", "renewal_key"]


@attrs.frozen(kw_only=True)
class Grant:
    """The certificate is issued: what to write.  ``device``, of a renewal, is the record with its new pin."""

    used: ChallengeRecord
    identity: IdentityRecord
    device: EnrollmentRecord | None = None


def redeem(verb: RedeemChallenge, challenge: ChallengeRecord | None) -> Grant | Refused:
    """Decide about a challenge that was presented; a repeat (`is_repeat`) is to be asked for first."""
    if challenge is None:
        return Refused(reason=Reason.CHALLENGE_UNKNOWN)
    if challenge.used_at is not None:
        return Refused(reason=Reason.CHALLENGE_USED)
    if verb.at >= challenge.expires_at:
        return Refused(reason=Reason.CHALLENGE_EXPIRED)
    return _grant(verb, challenge)


def renewal_key(verb: RenewIdentity) -> bytes:
    """Under which digest a renewal is remembered, so that its repeat is told from another."""
    return hashlib.sha256(
        b"renewal\0" + verb.signer + hashlib.sha256(verb.transaction_id.encode()).digest()
    ).digest()


def renew(verb: RenewIdentity, device: EnrollmentRecord | None, history: PinHistory) -> Grant | Refused:
    """Decide about a renewal that was signed with an identity (T45).

    Only the identity that the enrollment is pinned to now may renew: not a revoked one, not one from
    before, not one that never enrolled.
    """
    if history.issued is not None and history.issued.revoked_at is not None:
        return Refused(reason=Reason.REVOKED)
    if device is None or device.state is EnrollmentState.CHECKED_OUT:
        return Refused(reason=Reason.NOT_ENROLLED)
    if must_unenroll(device):
        # It would be an identity from after the order, and so a way back.
        return Refused(reason=Reason.NOT_ENROLLED)
    pins = [pin for pin in (device.pin, device.renewed_pin) if pin is not None]
    if not any(hmac.compare_digest(pin, verb.signer) for pin in pins):
        return Refused(reason=Reason.FORMER_IDENTITY)
    session = EnrollmentSession(
        id=f"renewal-{verb.fingerprint.hex()}",
        purpose=PURPOSES[device.id.kind],
        created_at=verb.at,
        # It is used for the enrollment that it belongs to already, never for a new one.
        expires_at=verb.at,
        user=history.issued.session.user if history.issued else None,
        renews=device.id,
        enrollment=device.id,
    )
    challenge = ChallengeRecord(
        digest=renewal_key(verb), session=session, created_at=verb.at, expires_at=verb.at
    )
    grant = _grant(verb, challenge)
    return attrs.evolve(grant, device=attrs.evolve(device, renewed_pin=verb.fingerprint))


def is_repeat(verb: RedeemChallenge | RenewIdentity, challenge: ChallengeRecord | None) -> bool:
    """Whether this very request was answered before, and the answer was lost (F50)."""
    return (
        challenge is not None
        and challenge.public_key is not None
        and challenge.transaction_id == verb.transaction_id
        and hmac.compare_digest(challenge.public_key, verb.public_key)
    )


def _grant(verb: RedeemChallenge | RenewIdentity, challenge: ChallengeRecord) -> Grant:
    used = attrs.evolve(
        challenge,
        used_at=verb.at,
        transaction_id=verb.transaction_id,
        public_key=verb.public_key,
        certificate=verb.certificate,
    )
    identity = IdentityRecord(
        fingerprint=verb.fingerprint, session=challenge.session, not_after=verb.not_after
    )
    return Grant(used=used, identity=identity)
