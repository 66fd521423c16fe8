"""Opening an enrollment session: one permission to enroll, and the one-time challenge that goes with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

import attrs

from pymdm.crypto.secret import Secret
from pymdm.protocol import EnrollmentID
from pymdm.service.machine import new_challenge, new_uuid
from pymdm.service.records import EnrollmentSession, Purpose
from pymdm.service.store import Store
from pymdm.service.verbs import OpenSession

__all__ = ["SESSION_LIFETIME", "OpenedSession", "challenge_digest", "open_session"]

# A profile waits for its device: it is handed out on a Friday, or lies in the queue of a device that is in
# a drawer (T43; Fleet's hour was the complaint of its issue 46291).  Whoever needs longer gets a new one.
SESSION_LIFETIME = timedelta(days=7)


@attrs.frozen(kw_only=True)
class OpenedSession:
    """A session that is stored, and its challenge, which is not: only its SHA-256 is (T42).

    ``challenge`` belongs into the SCEP payload of one profile and nowhere else.
    """

    session: EnrollmentSession
    challenge: Secret[str] = attrs.field(repr=False)


def challenge_digest(challenge: str) -> bytes:
    """Under what a challenge is stored and looked for."""
    return hashlib.sha256(challenge.encode("utf-8", "surrogatepass")).digest()


def open_session(
    store: Store,
    *,
    now: datetime,
    purpose: Purpose = Purpose.DEVICE,
    user: str | None = None,
    udid: str | None = None,
    serial_number: str | None = None,
    renews: EnrollmentID | None = None,
    lifetime: timedelta = SESSION_LIFETIME,
    new_id: Callable[[], str] = new_uuid,
    new_text: Callable[[], str] = new_challenge,
) -> OpenedSession:
    """Store a new session and a challenge for one certificate; both end after ``lifetime``.

    Args:
        store: Where.
        now: The present time.
        purpose: The kind of enrollment that this is for; the other kind is refused (T51).
        user: Who enrolls, where that is known.
        udid: Of the device, where that is known: any other one is refused.
        serial_number: Likewise; a claim of the device, not a proof (T48).
        renews: The enrollment that is renewed; what is stored for it is kept.
        lifetime: How long the profile may wait.
        new_id: Makes the session's id.
        new_text: Makes the challenge, which has to be unguessable.
    """
    session = EnrollmentSession(
        id=new_id(),
        purpose=purpose,
        created_at=now,
        expires_at=now + lifetime,
        user=user,
        udid=udid,
        serial_number=serial_number,
        renews=renews,
    )
    challenge = new_text()
    verb = OpenSession(
        session=session,
        challenge=challenge_digest(challenge),
        challenge_expires_at=session.expires_at,
        at=now,
    )
    store.identities([verb])
    return OpenedSession(session=session, challenge=Secret(challenge))
