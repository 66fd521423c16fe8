"""Notifications of Apps and Books as Apple writes them.

Source: Apple's documentation, Subscribing to Notifications.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import attrs

from pymdm._json import objects
from pymdm.errors import DecodeError, VPPError
from pymdm.vpp._json import integer, text
from pymdm.vpp._words import EventType, NotificationType, known
from pymdm.vpp.codes import error_in
from pymdm.vpp.models import Asset, Assignment, User

__all__ = ["MAX_BODY", "MAX_ID", "Notification"]

#: Bytes.  One tells of 100 devices and one app, which are 10 kB; this is a hundred times as much.
MAX_BODY: Final = 1024 * 1024

#: Characters of an identifier; Apple's are UUIDs, and each is kept for a month.
MAX_ID: Final = 255

#: What Apple says of a change that was carried out.
_SUCCESS: Final = "SUCCESS"


@attrs.frozen(kw_only=True)
class Notification:
    """One notification.

    Attributes:
        notification_id: The same when it is sent again.
        type: `NotificationType`, or another word.
        uid: The location.
        event_id: The change that it is a part of; empty if it is of none.
        event_type: What that does.
        succeeded: It was carried out; None where it is about no change.
        error: Why not; a value, not raised.
        assignments: ASSET_MANAGEMENT: who got or lost what.
        users: USER_MANAGEMENT and USER_ASSOCIATED.
        asset, count_delta: ASSET_COUNT: of which asset how many licenses more, or fewer.
        raw: What Apple sent.
    """

    notification_id: str
    type: NotificationType | str
    uid: str
    event_id: str = ""
    event_type: EventType | str = ""
    succeeded: bool | None = None
    error: VPPError | None = None
    assignments: tuple[Assignment, ...] = attrs.field(default=(), repr=False)
    users: tuple[User, ...] = attrs.field(default=(), repr=False)
    asset: Asset | None = None
    count_delta: int = 0
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)

    @classmethod
    def from_bytes(cls, body: bytes) -> Notification:
        """Read the body of a request.

        Raises:
            DecodeError: it is none, or longer than `MAX_BODY`.
        """
        if len(body) > MAX_BODY:
            raise DecodeError(f"expected a notification of at most {MAX_BODY:,} bytes")
        try:
            found = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise DecodeError("expected JSON") from error
        if type(found) is not dict:
            raise DecodeError("expected a JSON object")
        return cls.decode(found)

    @classmethod
    def decode(cls, found: Mapping[str, Any]) -> Notification:
        """Read one.  Of a type that is not known only ``raw`` has what it says.

        Raises:
            DecodeError: it has no identifier, type or location, or something in it has none.
        """
        notification_id, uid = _word(found, "notificationId"), _uid(found)
        kind = known(NotificationType, _word(found, "notificationType"))
        said = found.get("notification")
        said = said if type(said) is dict else {}
        return cls(notification_id=notification_id, type=kind, uid=uid, raw=found, **_content(kind, said))


def _content(kind: str, said: Mapping[str, Any]) -> dict[str, Any]:
    if kind == NotificationType.ASSET_COUNT:
        path = "notification."
        return {"asset": Asset.decode(said, path=path), "count_delta": integer(said, "countDelta") or 0}
    if kind == NotificationType.USER_ASSOCIATED:
        return {"users": _users(said, "associatedUsers")}
    if kind not in (NotificationType.ASSET_MANAGEMENT, NotificationType.USER_MANAGEMENT):
        return {}
    error = said.get("error")
    rows = enumerate(objects(said, "assignments"))
    return {
        "event_id": text(said, "eventId")[:MAX_ID],
        "event_type": known(EventType, text(said, "type").upper()),
        "succeeded": text(said, "result").upper() == _SUCCESS,
        "error": error_in(error) if type(error) is dict and error else None,
        "assignments": tuple(
            Assignment.decode(row, path=f"notification.assignments[{n}].") for n, row in rows
        ),
        "users": _users(said, "users"),
    }


def _users(said: Mapping[str, Any], key: str) -> tuple[User, ...]:
    rows = enumerate(objects(said, key))
    return tuple(User.decode(row, path=f"notification.{key}[{n}].") for n, row in rows)


def _word(found: Mapping[str, Any], key: str) -> str:
    value = text(found, key)
    if not 0 < len(value) <= MAX_ID or not value.isprintable():
        raise DecodeError(f"expected 1 to {MAX_ID} printable characters", path=key)
    return value


def _uid(found: Mapping[str, Any]) -> str:
    value = found.get("uId")
    return str(value) if type(value) is int else _word(found, "uId")
