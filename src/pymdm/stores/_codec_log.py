"""Records of the issue log, kept secrets and events as columns and back; see ``_codec``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from pymdm.crypto import SealKey
from pymdm.errors import Reason, StorageError
from pymdm.protocol import EnrollmentID
from pymdm.service import events as ev
from pymdm.service.records import (
    ChallengeRecord,
    EnrollmentSession,
    IdentityRecord,
    KeptSecret,
    Purpose,
    QueueHold,
)
from pymdm.stores._codec import Columns, enrollment_id, from_micros, micros, open_column, seal_column

__all__ = [
    "challenge_from_columns",
    "challenge_to_columns",
    "event_from_columns",
    "event_to_columns",
    "hold_from_text",
    "hold_to_text",
    "identity_from_columns",
    "identity_to_columns",
    "secret_from_columns",
    "secret_owner",
    "secret_to_columns",
    "session_from_columns",
    "session_to_columns",
]


# ── identities ───────────────────────────────────────────────────────────────────────────────────

_SESSION_AS_IS: Final = ("id", "user", "udid", "serial_number")


def session_to_columns(session: EnrollmentSession) -> Columns:
    """The columns of a session."""
    return {
        **{name: getattr(session, name) for name in _SESSION_AS_IS},
        "purpose": session.purpose.value,
        "created_at": micros(session.created_at),
        "expires_at": micros(session.expires_at),
        **_id_columns("renews", session.renews),
        **_id_columns("enrollment", session.enrollment),
    }


def session_from_columns(row: Mapping[str, Any]) -> EnrollmentSession:
    """A session from all its columns."""
    return EnrollmentSession(
        **{name: row[name] for name in _SESSION_AS_IS},
        purpose=Purpose(row["purpose"]),
        created_at=_time(row["created_at"]),
        expires_at=_time(row["expires_at"]),
        renews=_id(row, "renews"),
        enrollment=_id(row, "enrollment"),
    )


def identity_to_columns(identity: IdentityRecord) -> Columns:
    """The columns of a line of the issue log, which names its session."""
    return {
        "fingerprint": identity.fingerprint,
        "session_id": identity.session.id,
        "not_after": micros(identity.not_after),
        "revoked_at": micros(identity.revoked_at),
    }


def identity_from_columns(row: Mapping[str, Any], session: EnrollmentSession) -> IdentityRecord:
    """A line of the issue log."""
    return IdentityRecord(
        fingerprint=bytes(row["fingerprint"]),
        session=session,
        not_after=_time(row["not_after"]),
        revoked_at=from_micros(row["revoked_at"]),
    )


def challenge_to_columns(challenge: ChallengeRecord) -> Columns:
    """The columns of a challenge, which names its session."""
    return {
        "digest": challenge.digest,
        "session_id": challenge.session.id,
        "created_at": micros(challenge.created_at),
        "expires_at": micros(challenge.expires_at),
        "used_at": micros(challenge.used_at),
        "transaction_id": challenge.transaction_id,
        "public_key": challenge.public_key,
        "certificate": challenge.certificate,
    }


def challenge_from_columns(row: Mapping[str, Any], session: EnrollmentSession) -> ChallengeRecord:
    """A challenge."""
    return ChallengeRecord(
        digest=bytes(row["digest"]),
        session=session,
        created_at=_time(row["created_at"]),
        expires_at=_time(row["expires_at"]),
        used_at=from_micros(row["used_at"]),
        transaction_id=row["transaction_id"],
        public_key=_bytes(row["public_key"]),
        certificate=_bytes(row["certificate"]),
    )


def secret_owner(kind: str, name: str) -> str:
    """Whose row the value of a kept secret is in; the length keeps two pairs from reading the same."""
    return f"{len(kind)}:{kind}:{name}"


def secret_to_columns(secret: KeptSecret, seal: SealKey) -> Columns:
    """The columns of a kept secret."""
    owner = secret_owner(secret.kind, secret.name)
    return {
        "kind": secret.kind,
        "name": secret.name,
        "value": seal_column(seal, "secret", "value", owner, secret.value),
        "kept_at": micros(secret.kept_at),
    }


def secret_from_columns(row: Mapping[str, Any], seal: SealKey) -> KeptSecret:
    """A kept secret.  Raises StorageError where it does not open."""
    owner = secret_owner(row["kind"], row["name"])
    return KeptSecret(
        kind=row["kind"],
        name=row["name"],
        value=open_column(seal, "secret", "value", owner, row["value"]) or b"",
        kept_at=_time(row["kept_at"]),
    )


# ── events ───────────────────────────────────────────────────────────────────────────────────────

#: Every event that can be stored, by the word in its column.
_EVENTS: Final[Mapping[str, type[ev.Event]]] = {
    name: kind for name in ev.__all__ if issubclass(kind := getattr(ev, name), ev.Event)
}

#: How what JSON does not know is written and read, by the name of the field.
_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "reason": lambda name: Reason[name],
    "command_uuids": tuple,
    "last_seen_at": from_micros,
    "since": from_micros,
}
_WRITE: Final[Mapping[str, Callable[[Any], Any]]] = {
    "reason": lambda reason: reason.name,
    "command_uuids": list,
    "last_seen_at": micros,
    "since": micros,
}


def event_to_columns(
    key: int,
    kind: type[ev.Event],
    enrollment: EnrollmentID,
    at: datetime,
    fields: Mapping[str, Any],
    seal: SealKey,
) -> Columns:
    """The columns of an event: the device's own words sealed in ``raw``, the rest as JSON in ``fields``."""
    plain = {
        name: _WRITE[name](value) if name in _WRITE else value
        for name, value in fields.items()
        if name != "raw"
    }
    return {
        "id": key,
        "kind": kind.__name__,
        "at": micros(at),
        "enrollment_id": enrollment.id,
        "enrollment_kind": enrollment.kind.value,
        "fields": json.dumps(plain) if plain else None,
        "raw": seal_column(seal, "event", "raw", str(key), fields.get("raw")),
    }


def event_from_columns(row: Mapping[str, Any], seal: SealKey) -> ev.Event:
    """An event from all its columns.  Raises StorageError for a kind that this program does not have."""
    kind = _EVENTS.get(row["kind"])
    if kind is None:
        raise StorageError("expected an event of a kind that this version of pymdm knows; update pymdm")
    fields = {
        name: _READ[name](value) if name in _READ else value
        for name, value in json.loads(row["fields"] or "{}").items()
    }
    raw = open_column(seal, "event", "raw", str(row["id"]), row["raw"])
    if raw is not None:
        fields["raw"] = raw
    enrollment = enrollment_id(row["enrollment_kind"], row["enrollment_id"])
    return kind(id=row["id"], at=_time(row["at"]), enrollment=enrollment, **fields)


# ── the rest ─────────────────────────────────────────────────────────────────────────────────────


def hold_to_text(hold: QueueHold) -> str:
    """That all queues are held, as JSON."""
    return json.dumps({"since": micros(hold.since), "why": hold.why})


def hold_from_text(text: str) -> QueueHold:
    """The same back."""
    found = json.loads(text)
    return QueueHold(since=_time(found["since"]), why=found["why"])


def _id_columns(name: str, enrollment: EnrollmentID | None) -> Columns:
    return {
        f"{name}_id": enrollment.id if enrollment else None,
        f"{name}_kind": enrollment.kind.value if enrollment else None,
    }


def _id(row: Mapping[str, Any], name: str) -> EnrollmentID | None:
    text = row[f"{name}_id"]
    return None if text is None else enrollment_id(row[f"{name}_kind"], text)


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


def _time(number: int) -> datetime:
    found = from_micros(number)
    assert found is not None  # the column is never empty
    return found
