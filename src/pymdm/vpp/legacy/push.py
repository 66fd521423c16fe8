"""The notifications of 2014, which come as pushes to the token that VPPClientConfigSrv was given.

    push = decode_push(payload)
    if push.pull is PushPull.LICENSES: …

They only save polling: one that is lost loses nothing.
Source: MDM reference 2014, VPPClientConfigSrv, Table 1.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from typing import Any, Final

import attrs

from pymdm._json import load_object
from pymdm.errors import DecodeError
from pymdm.vpp._json import integer, text

__all__ = ["PUSH_TOPIC", "LegacyPush", "PushPull", "PushType", "decode_push"]

#: The topic under which they come.
PUSH_TOPIC: Final = "com_apple_manageddistribution"

#: Bytes: no push of Apple's is longer than 4 KB.
_MAX_PUSH: Final = 4096

#: The table writes the custom message as type=0; it does not show the JSON that carries it.
_WRITTEN: Final = re.compile(r"type=(\d{1,9})", re.ASCII)


class PushType(enum.IntEnum):
    """What has happened."""

    TOKEN_SUBMITTED = 0
    """The push token was set or cleared: shows that pushes arrive."""
    LICENSE_BOUGHT = 1
    USER_ASSOCIATED = 2


class PushPull(enum.Enum):
    """What to ask Apple for."""

    NOTHING = "nothing"
    LICENSES = "licenses"
    USERS = "users"
    EVERYTHING = "everything"


_PULL: Final = {
    PushType.TOKEN_SUBMITTED: PushPull.NOTHING,
    PushType.LICENSE_BOUGHT: PushPull.LICENSES,
    PushType.USER_ASSOCIATED: PushPull.USERS,
}

#: For a push without a number; the first is misspelt in the table.
_ALERTS: Final = {
    "token submited": PushType.TOKEN_SUBMITTED,
    "token submitted": PushType.TOKEN_SUBMITTED,
    "license bought": PushType.LICENSE_BOUGHT,
    "user associated": PushType.USER_ASSOCIATED,
}


@attrs.frozen(kw_only=True)
class LegacyPush:
    """One notification.

    Attributes:
        type: what has happened; a number that is not known stays a number.
        alert: the sentence for people.
        badge: a number for the icon; 1 in 2014.
        raw: the payload.
    """

    type: PushType | int
    alert: str = ""
    badge: int | None = None
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)

    @property
    def pull(self) -> PushPull:
        """What to ask Apple for; everything after a type that is not known."""
        return _PULL.get(self.type, PushPull.EVERYTHING)  # type: ignore[call-overload, no-any-return]  # by value


def decode_push(payload: bytes) -> LegacyPush:
    """Read the payload of one push.

    Raises:
        DecodeError: it is no JSON object, too long, or does not say what has happened.
    """
    if len(payload) > _MAX_PUSH:
        raise DecodeError(f"expected the payload of a push, of at most {_MAX_PUSH} bytes")
    found = load_object(payload, what="the payload of a push")
    aps = found.get("aps")
    aps = aps if type(aps) is dict else {}
    alert = aps.get("alert")
    alert = text(alert, "body") if type(alert) is dict else text(aps, "alert")
    number = _type_of(found)
    if number is None:
        number = _ALERTS.get(alert.strip().lower())
    if number is None:
        raise DecodeError("expected type 0, 1 or 2 of an app assignment notification", path="type")
    return LegacyPush(
        type=PushType._value2member_map_.get(number, number),  # type: ignore[arg-type] # a member, by value
        alert=alert,
        badge=integer(aps, "badge"),
        raw=found,
    )


def _type_of(found: Mapping[str, Any]) -> int | None:
    """The number under ``type``, or in a custom text that reads type=1."""
    number = integer(found, "type")
    if number is not None:
        return number
    written = (_WRITTEN.fullmatch(value.strip()) for value in found.values() if type(value) is str)
    return next((int(match[1]) for match in written if match), None)
