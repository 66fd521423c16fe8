"""The issue log, challenges, and the server's own secrets."""

from __future__ import annotations

import hashlib

import attrs

from pymdm.errors import Conflict, NotFound
from pymdm.service import issuing
from pymdm.service import verbs as vb
from pymdm.service.records import ChallengeRecord, EnrollmentSession, IdentityRecord, KeptSecret
from pymdm.stores._scripts import sender as who
from pymdm.stores.rows import Rows

__all__ = ["IdentityAnswer", "IdentityVerb", "identities"]

IdentityVerb = (
    vb.IssueIdentity
    | vb.RevokeIdentity
    | vb.OpenSession
    | vb.RedeemChallenge
    | vb.RenewIdentity
    | vb.KeepSecret
)
IdentityAnswer = IdentityRecord | ChallengeRecord | vb.Issued | vb.Refused | KeptSecret | None


def identities(rows: Rows, verb: IdentityVerb) -> IdentityAnswer:
    """Carry one verb out.  Raises NotFound, Conflict."""
    match verb:
        case vb.IssueIdentity():
            return _issue(rows, verb)
        case vb.RevokeIdentity():
            return _revoke(rows, verb)
        case vb.OpenSession():
            return _open(rows, verb)
        case vb.RedeemChallenge():
            return _redeem(rows, verb)
        case vb.RenewIdentity():
            return _renew(rows, verb)
    return _keep(rows, verb)


def _issue(rows: Rows, verb: vb.IssueIdentity) -> IdentityRecord:
    known = rows.issued(verb.fingerprint)
    if known is not None and known.session.id != verb.session.id:
        raise Conflict("this certificate was already issued to another session")
    if known is not None:
        return known
    record = IdentityRecord(
        fingerprint=verb.fingerprint, session=_session(rows, verb.session), not_after=verb.not_after
    )
    rows.put_issued(record)
    return record


def _session(rows: Rows, session: EnrollmentSession) -> EnrollmentSession:
    """The session as it is stored: what one identity has bound it to, a second one must not undo."""
    known = rows.session(session.id)
    if known is not None:
        return known
    rows.put_session(session)
    return session


def _revoke(rows: Rows, verb: vb.RevokeIdentity) -> IdentityRecord:
    known = rows.issued(verb.fingerprint)
    if known is None:
        raise NotFound("no identity with this fingerprint was issued")
    if known.revoked_at is not None:
        return known
    revoked = attrs.evolve(known, revoked_at=verb.at)
    rows.put_issued(revoked)
    _forget_successor(rows, verb.fingerprint)
    return revoked


def _forget_successor(rows: Rows, fingerprint: bytes) -> None:
    """Whoever stole the identity may have renewed it and be waiting with the new one."""
    device = rows.pinned(fingerprint)
    slot = rows.slot(device.id) if device is not None else None
    if slot is not None and slot.record.pin == fingerprint and slot.record.renewed_pin is not None:
        rows.save(slot.with_record(renewed_pin=None))


def _open(rows: Rows, verb: vb.OpenSession) -> ChallengeRecord:
    if rows.challenge(verb.challenge) is not None:
        raise Conflict("this challenge is known already; make a new one")
    challenge = ChallengeRecord(
        digest=verb.challenge,
        session=_session(rows, verb.session),
        created_at=verb.at,
        expires_at=verb.challenge_expires_at,
    )
    rows.put_challenge(challenge)
    return challenge


def _redeem(rows: Rows, verb: vb.RedeemChallenge) -> vb.Issued | vb.Refused:
    challenge = rows.challenge(verb.challenge)
    if issuing.is_repeat(verb, challenge):
        return _again(rows, challenge)
    return _granted(rows, issuing.redeem(verb, challenge))


def _renew(rows: Rows, verb: vb.RenewIdentity) -> vb.Issued | vb.Refused:
    challenge = rows.challenge(issuing.renewal_key(verb))
    if issuing.is_repeat(verb, challenge):
        return _again(rows, challenge)
    past = who.history(rows, verb.signer)
    slot = rows.slot(past.enrollment.id) if past.enrollment else None
    outcome = issuing.renew(verb, slot.record if slot else None, past)
    if isinstance(outcome, issuing.Grant) and slot is not None and outcome.device is not None:
        rows.put_session(outcome.used.session)
        rows.save(attrs.evolve(slot, record=outcome.device))
        rows.bind(verb.fingerprint, outcome.device.id)
    return _granted(rows, outcome)


def _granted(rows: Rows, outcome: issuing.Grant | vb.Refused) -> vb.Issued | vb.Refused:
    if isinstance(outcome, vb.Refused):
        return outcome
    if rows.issued(outcome.identity.fingerprint) is not None:
        raise Conflict("this certificate was already issued")
    rows.put_challenge(outcome.used)
    rows.put_issued(outcome.identity)
    certificate = outcome.used.certificate
    assert certificate is not None  # a grant has one
    return vb.Issued(identity=outcome.identity, certificate=certificate, fresh=True)


def _again(rows: Rows, challenge: ChallengeRecord | None) -> vb.Issued:
    assert challenge is not None and challenge.certificate is not None  # noqa: PT018 - a repeat of a grant
    identity = rows.issued(hashlib.sha256(challenge.certificate).digest())
    assert identity is not None
    return vb.Issued(identity=identity, certificate=challenge.certificate, fresh=False)


def _keep(rows: Rows, verb: vb.KeepSecret) -> KeptSecret | None:
    if verb.value is None:
        rows.drop_secret(verb.kind, verb.name)
        return None
    secret = KeptSecret(kind=verb.kind, name=verb.name, value=verb.value, kept_at=verb.at)
    rows.put_secret(secret)
    return secret
