"""The part of a transaction that keeps the issue log, challenges and the server's own secrets.

A row that this transaction found missing is inserted and never overwritten: if somebody else was faster, the
database refuses it and the whole verb is carried out again.

It can be imported only where Django is set up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pymdm.adapters.django import models as db
from pymdm.adapters.django._codec import Vault, id_columns, id_of, slot_of
from pymdm.crypto import SealKey
from pymdm.protocol import EnrollmentID
from pymdm.service.records import (
    ChallengeRecord,
    EnrollmentRecord,
    EnrollmentSession,
    EnrollmentState,
    IdentityRecord,
    KeptSecret,
    Purpose,
)

__all__ = ["IssueRows"]

_SESSION_PLAIN = ("id", "created_at", "expires_at", "user", "udid", "serial_number")
_CHALLENGE_PLAIN = ("created_at", "expires_at", "used_at", "transaction_id", "certificate")


class IssueRows:
    """See `pymdm.stores.rows.Rows`, identities."""

    def __init__(self, using: str, seal: SealKey, *, writing: bool) -> None:
        self.using = using
        self.writing = writing
        self._secrets = Vault("KeptSecret", seal)
        self._records = Vault("Enrollment", seal)
        self._there: set[tuple[str, str]] = set()

    def _write(self, model: Any, key: str, columns: dict[str, Any]) -> None:
        """Store the row that this transaction has seen, or insert it."""
        place = (model.__name__, key)
        if place in self._there:
            model.objects.using(self.using).filter(pk=key).update(**columns)
        else:
            model(pk=key, **columns).save(using=self.using, force_insert=True)
        self._there.add(place)

    def _found(self, model: Any, key: str) -> Any:
        row = model.objects.using(self.using).filter(pk=key).first()
        if row is not None:
            self._there.add((model.__name__, key))
        return row

    def _with_session(self, model: Any, digest: bytes, *locked: str) -> Any:
        found = model.objects.using(self.using).filter(pk=digest.hex()).select_related("session")
        return (found.select_for_update(of=locked) if self.writing else found).first()

    # ── sessions and identities ──────────────────────────────────────────────────────────────────

    def session(self, key: str, /) -> EnrollmentSession | None:
        row = self._found(db.IdentitySession, key)
        return None if row is None else _session(row)

    def put_session(self, session: EnrollmentSession, /) -> None:
        if ("IdentitySession", session.id) not in self._there:
            self._found(db.IdentitySession, session.id)
        columns = {name: getattr(session, name) for name in _SESSION_PLAIN if name != "id"}
        columns["purpose"] = session.purpose.value
        columns["renews"] = id_columns(session.renews) if session.renews else None
        columns["enrollment"] = id_columns(session.enrollment) if session.enrollment else None
        self._write(db.IdentitySession, session.id, columns)

    def issued(self, fingerprint: bytes, /) -> IdentityRecord | None:
        # Locked with its session, which enrolls one device and no second at the same moment (T81).
        row = self._with_session(db.Identity, fingerprint, "self", "session")
        if row is None:
            return None
        self._there.update({("Identity", row.pk), ("IdentitySession", row.session_id)})
        return IdentityRecord(
            fingerprint=fingerprint,
            session=_session(row.session),
            not_after=row.not_after,
            revoked_at=row.revoked_at,
        )

    def put_issued(self, identity: IdentityRecord, /) -> None:
        columns = {
            "session_id": identity.session.id,
            "not_after": identity.not_after,
            "revoked_at": identity.revoked_at,
        }
        self._write(db.Identity, identity.fingerprint.hex(), columns)

    def pinned(self, fingerprint: bytes, /) -> EnrollmentID | None:
        row = self._found(db.Pin, fingerprint.hex())
        return None if row is None else id_of(row.device)

    def bind(self, fingerprint: bytes, device: EnrollmentID, /) -> None:
        self._write(db.Pin, fingerprint.hex(), {"device": id_columns(device)})

    def expiring(self, before: datetime, after: str, limit: int, /) -> Sequence[EnrollmentRecord]:
        ending = db.Identity.objects.using(self.using).filter(not_after__lt=before).values("pk")
        found = db.Enrollment.objects.using(self.using).filter(
            state=EnrollmentState.ENROLLED.value, pk__gt=after, pin__in=ending
        )
        return [slot_of(row, self._records).record for row in found.order_by("pk")[:limit]]

    # ── challenges ───────────────────────────────────────────────────────────────────────────────

    def challenge(self, digest: bytes, /) -> ChallengeRecord | None:
        row = self._with_session(db.Challenge, digest, "self")
        if row is None:
            return None
        self._there.update({("Challenge", row.pk), ("IdentitySession", row.session_id)})
        return ChallengeRecord(
            digest=digest,
            session=_session(row.session),
            public_key=None if row.public_key is None else bytes.fromhex(row.public_key),
            created_at=row.created_at,
            expires_at=row.expires_at,
            used_at=row.used_at,
            transaction_id=row.transaction_id,
            certificate=None if row.certificate is None else bytes(row.certificate),
        )

    def put_challenge(self, challenge: ChallengeRecord, /) -> None:
        columns = {name: getattr(challenge, name) for name in _CHALLENGE_PLAIN}
        columns["session_id"] = challenge.session.id
        columns["public_key"] = None if challenge.public_key is None else challenge.public_key.hex()
        self._write(db.Challenge, challenge.digest.hex(), columns)

    # ── secrets ──────────────────────────────────────────────────────────────────────────────────

    def secrets(self, kind: str, name: str | None, /) -> Sequence[KeptSecret]:
        found = db.KeptSecret.objects.using(self.using).filter(kind=kind).order_by("name")
        rows = found if name is None else found.filter(name=name)
        return [
            KeptSecret(kind=kind, name=row.name, kept_at=row.kept_at, value=value)
            for row in rows
            if (value := self._secrets.open(row, "value_sealed", f"{kind}/{row.name}")) is not None
        ]

    def put_secret(self, secret: KeptSecret, /) -> None:
        columns = {"value_sealed": secret.value, "kept_at": secret.kept_at}
        db.KeptSecret.objects.using(self.using).update_or_create(
            kind=secret.kind,
            name=secret.name,
            defaults=self._secrets.shut(columns, f"{secret.kind}/{secret.name}"),
        )

    def drop_secret(self, kind: str, name: str, /) -> None:
        db.KeptSecret.objects.using(self.using).filter(kind=kind, name=name).delete()


def _session(row: Any) -> EnrollmentSession:
    return EnrollmentSession(
        **{name: getattr(row, name) for name in _SESSION_PLAIN},
        purpose=Purpose(row.purpose),
        renews=id_of(row.renews) if row.renews else None,
        enrollment=id_of(row.enrollment) if row.enrollment else None,
    )
