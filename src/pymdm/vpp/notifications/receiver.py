"""Taking notifications: who sent it is looked at before what it says, and it is done once.

    reply = receive(body, request.headers.get("Authorization"), store, now)
    return Response(status=reply.status)

Apple tries three times until somebody answers 2xx, and then no more; what is lost, a synchronization finds.
Source: Apple's documentation, Subscribing to Notifications.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol

import attrs

from pymdm.crypto import Secret
from pymdm.errors import DecodeError, StorageError
from pymdm.vpp.notifications.models import MAX_BODY, Notification

if TYPE_CHECKING:
    from pymdm.vpp.sync.records import Location

__all__ = ["NoteStore", "Reply", "bearer_hash", "receive"]

#: What is compared with where there is no hash: no text has it, for no SHA-256 is known to be all zeros.
_NOBODY: Final = "0" * 64

_BEARER: Final = re.compile(r"bearer +(\S+)", re.ASCII | re.IGNORECASE)


class NoteStore(Protocol):
    """What `receive` asks of a `pymdm.vpp.sync.VPPStore`."""

    def locations(self) -> tuple[Location, ...]:
        """All locations."""

    def take_note(self, note: Notification, /, *, at: datetime) -> bool:
        """Do what it says, once."""


@attrs.frozen(kw_only=True)
class Reply:
    """What becomes of a request.

    Attributes:
        status: 200 done, now or before; 400 no notification; 401 not from whom it should be; 503 the store
            fails, and it is to be sent again.
        notification: What was said; None unless ``status`` is 200.
        fresh: It was not done before.
        error: What was wrong with it, or with the store, for a log; it shows nothing of what was sent.
    """

    status: int
    notification: Notification | None = None
    fresh: bool = False
    error: DecodeError | StorageError | None = attrs.field(default=None, repr=False, eq=False)


def bearer_hash(token: Secret[str]) -> str:
    """What a location keeps of the token that its notifications carry."""
    return hashlib.sha256(token.reveal().encode()).hexdigest()


def receive(body: bytes, authorization: str | None, store: NoteStore, now: datetime) -> Reply:
    """Take one notification; raises nothing for what somebody has sent.

    The sender is told by the bearer token, whose SHA-256 is compared in constant time with those of all
    locations; only then is the body read.  A notification of another location than the token's is refused.
    What it says, and that it was seen, are stored in one transaction (`NoteStore.take_note`).

    Args:
        body: The body; one byte more than `MAX_BODY` is enough to have it refused.
        authorization: The header, if there was one.
        store: Where locations and their notifications are kept.
        now: The time, aware.
    """
    try:
        allowed = _whose(authorization, store.locations())
    except StorageError as error:
        return Reply(status=503, error=error)
    if not allowed:
        return Reply(status=401)
    if len(body) > MAX_BODY:
        return Reply(status=400)
    try:
        note = Notification.from_bytes(body)
    except DecodeError as error:
        return Reply(status=400, error=error)
    if note.uid not in allowed:
        return Reply(status=401)
    try:
        fresh = store.take_note(note, at=now)
    except StorageError as error:
        return Reply(status=503, error=error)
    return Reply(status=200, notification=note, fresh=fresh)


def _whose(authorization: str | None, locations: Sequence[Location]) -> frozenset[str]:
    """The locations whose token this is.  All are compared, so that the time tells nothing."""
    match = _BEARER.fullmatch(authorization.strip()) if authorization else None
    given = hashlib.sha256((match[1] if match else "").encode("utf-8", "surrogatepass")).hexdigest()
    fits = [hmac.compare_digest(given.encode(), (each.bearer_hash or _NOBODY).encode()) for each in locations]
    found = frozenset(each.uid for each, fit in zip(locations, fits, strict=True) if fit)
    return found if match else frozenset()
