"""Verbs of the issue log: sessions, challenges, certificates, and secrets of the server's own.

``pymdm.service.verbs`` is the front door.
"""

from __future__ import annotations

from datetime import datetime

import attrs

from pymdm.service._values import aware
from pymdm.service.records import EnrollmentSession, IdentityRecord

__all__ = [
    "IssueIdentity",
    "Issued",
    "KeepSecret",
    "OpenSession",
    "RedeemChallenge",
    "RenewIdentity",
    "RevokeIdentity",
]


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
class OpenSession:
    """Remember a session, and a challenge with which one certificate can be got for it.

    Only the SHA-256 of the challenge's text is given.  A session that is known stays as it is stored.
    """

    session: EnrollmentSession
    challenge: bytes = attrs.field(repr=False)
    challenge_expires_at: datetime = attrs.field(validator=aware)
    at: datetime = attrs.field(validator=aware)


@attrs.frozen(kw_only=True)
class RedeemChallenge:
    """Use a challenge up and write the certificate made for it into the issue log, in one transaction.

    ``certificate`` is a candidate: if the same request, by ``transaction_id`` and ``public_key`` (SHA-256
    of the SubjectPublicKeyInfo), has been answered before, the answer is the certificate of then (F50).
    """

    challenge: bytes = attrs.field(repr=False)
    transaction_id: str
    public_key: bytes = attrs.field(repr=False)
    certificate: bytes = attrs.field(repr=False)
    fingerprint: bytes = attrs.field(repr=lambda value: value.hex()[:12])
    not_after: datetime = attrs.field(validator=aware)
    at: datetime = attrs.field(validator=aware)


@attrs.frozen(kw_only=True)
class RenewIdentity:
    """Pin a further certificate for the enrollment whose present one, ``signer``, asked for it (T5, T45).

    The old one stays good until the new one is first used.  Repeats as with `RedeemChallenge`.
    """

    signer: bytes = attrs.field(repr=lambda value: value.hex()[:12])
    transaction_id: str
    public_key: bytes = attrs.field(repr=False)
    certificate: bytes = attrs.field(repr=False)
    fingerprint: bytes = attrs.field(repr=lambda value: value.hex()[:12])
    not_after: datetime = attrs.field(validator=aware)
    at: datetime = attrs.field(validator=aware)


@attrs.frozen(kw_only=True)
class Issued:
    """The certificate to hand out (DER); ``fresh`` is False where it is that of an earlier, equal request."""

    identity: IdentityRecord
    certificate: bytes = attrs.field(repr=False)
    fresh: bool


@attrs.frozen(kw_only=True)
class KeepSecret:
    """Keep a secret of the server's own, in place of one with the same kind and name; None removes it."""

    kind: str
    name: str
    value: bytes | None = attrs.field(repr=False)
    at: datetime = attrs.field(validator=aware)


@attrs.frozen(kw_only=True)
class RevokeIdentity:
    """Refuse a certificate of the issue log from now on, whatever it is pinned to (T12)."""

    fingerprint: bytes = attrs.field(repr=lambda value: value.hex()[:12])
    at: datetime
