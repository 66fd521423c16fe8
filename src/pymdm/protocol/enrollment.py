"""Enrollment ids: which device, or which user on it, a message speaks for.

Apple names a sender by up to five keys, and which of them are there says what kind of
enrollment it is.  `resolve` turns them into one `EnrollmentID`, whose text form is the one
that NanoMDM made common:

    ==============================  ============================  ======================
    keys in the message             text                          kind
    ==============================  ============================  ======================
    UDID                            ``UDID``                      DEVICE
    UDID, UserID                    ``UDID:UserID``               USER
    UDID, UserID all F, short name  ``UDID:UserShortName``        SHARED_IPAD
    EnrollmentID                    ``EnrollmentID``              USER_ENROLLMENT_DEVICE
    EnrollmentID, EnrollmentUserID  ``EnrollmentID:EnrollmentUserID``  USER_ENROLLMENT
    ==============================  ============================  ======================

Everything else is ambiguous and refused: an id decides whose queue is read.
"""

from __future__ import annotations

import enum
from typing import Final

import attrs

from pymdm.errors import DecodeError

__all__ = [
    "MAX_ID_PART",
    "SHARED_IPAD_USER_ID",
    "Channel",
    "EnrollmentID",
    "EnrollmentKind",
    "resolve",
]

# Apple sends this UserID for every user of a Shared iPad: nobody authenticates there, and the
# short name (a Managed Apple Account) tells the users apart.
SHARED_IPAD_USER_ID: Final = "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"

# The longest honest part is a Managed Apple Account used as short name: a mail address, which
# RFC 5321 (4.5.3.1) ends at 254 bytes.  UDIDs are 25, 36 or 40 characters, user ids are UUIDs.
MAX_ID_PART: Final = 256


class Channel(enum.Enum):
    """Whom a conversation is with: the device itself, or one user on it."""

    DEVICE = "device"
    USER = "user"


class EnrollmentKind(enum.Enum):
    """How a sender is enrolled; the values are NanoMDM's names for the five kinds."""

    DEVICE = "Device"
    USER = "User"
    USER_ENROLLMENT_DEVICE = "User Enrollment (Device)"
    USER_ENROLLMENT = "User Enrollment"
    SHARED_IPAD = "Shared iPad"

    @property
    def channel(self) -> Channel:
        """The side of the device that an enrollment of this kind is."""
        return Channel.USER if self in _PARENT_KIND else Channel.DEVICE


_PARENT_KIND: Final = {
    EnrollmentKind.USER: EnrollmentKind.DEVICE,
    EnrollmentKind.SHARED_IPAD: EnrollmentKind.DEVICE,
    EnrollmentKind.USER_ENROLLMENT: EnrollmentKind.USER_ENROLLMENT_DEVICE,
}


@attrs.frozen(kw_only=True)
class EnrollmentID:
    """One managed device or user; equal to another if the text is equal, whatever the kind.

    Attributes:
        kind: How it is enrolled.
        id: The text form, such as ``"UDID"`` or ``"UDID:UserID"``; upper and lower case differ.
        parent_id: On the user channel the id of the device that the user is on, else None.

    Raises ValueError where the three contradict one another.
    """

    kind: EnrollmentKind = attrs.field(eq=False)
    id: str
    parent_id: str | None = attrs.field(default=None, eq=False)

    def __attrs_post_init__(self) -> None:
        if self.kind not in _PARENT_KIND:
            if not self.id or self.parent_id is not None or ":" in self.id:
                raise ValueError("a device enrollment needs an id without a colon and has no parent_id")
            return
        device, colon, user = self.id.partition(":")
        if not (device and colon and user) or self.parent_id != device:
            raise ValueError("a user enrollment's id must be its parent_id, a colon and the user")

    def __str__(self) -> str:
        return self.id

    @property
    def channel(self) -> Channel:
        """Device or user channel."""
        return self.kind.channel

    @property
    def device_id(self) -> str:
        """The text form of the device: of itself, or of the one that the user is on."""
        return self.parent_id or self.id

    @property
    def device(self) -> EnrollmentID:
        """The device's own enrollment: itself, or the one that the user is on."""
        if self.parent_id is None:
            return self
        return EnrollmentID(kind=_PARENT_KIND[self.kind], id=self.parent_id)

    def wire_keys(self) -> dict[str, str]:
        """The keys by which a device names this enrollment in a message; `resolve` reads them back."""
        device, _, user = self.id.partition(":")
        if self.kind is EnrollmentKind.DEVICE:
            return {"UDID": device}
        if self.kind is EnrollmentKind.USER:
            return {"UDID": device, "UserID": user}
        if self.kind is EnrollmentKind.SHARED_IPAD:
            return {"UDID": device, "UserID": SHARED_IPAD_USER_ID, "UserShortName": user}
        if self.kind is EnrollmentKind.USER_ENROLLMENT_DEVICE:
            return {"EnrollmentID": device}
        return {"EnrollmentID": device, "EnrollmentUserID": user}


def resolve(
    *,
    udid: str | None = None,
    enrollment_id: str | None = None,
    user_id: str | None = None,
    enrollment_user_id: str | None = None,
    user_short_name: str | None = None,
) -> EnrollmentID:
    """The enrollment that these keys of a message name; None means that the key is absent.

    No upper or lower case is folded: devices send 40 hexadecimal digits, UUIDs and shorter forms,
    and each is kept as sent.  Refused are, because each could be read as two enrollments:

    - both UDID and EnrollmentID, or neither (a User Enrollment never tells its UDID);
    - an id that is there but empty, and a Shared iPad user without a short name: the message
      comes from a user and must not be taken for the device's own;
    - a user's key without the other half (UserID without UDID, EnrollmentUserID with UDID, a
      short name alone);
    - a colon, a control character or more than `MAX_ID_PART` characters in any part, so that no
      device can call itself ``OtherDevice:User``.

    Raises:
        DecodeError: with the key as ``path``.
    """
    if udid is not None and enrollment_id is not None:
        raise DecodeError("expected either UDID or EnrollmentID, found both", path="EnrollmentID")
    if udid is not None:
        device = _device_part(udid, "UDID")
        if enrollment_user_id is not None:
            raise DecodeError("expected only beside EnrollmentID, found beside UDID", path="EnrollmentUserID")
        return _with_udid(device, user_id, user_short_name)
    if enrollment_id is not None:
        device = _device_part(enrollment_id, "EnrollmentID")
        if enrollment_user_id is not None:
            user = _user_part(enrollment_user_id, "EnrollmentUserID")
            return _user_of(device, user, EnrollmentKind.USER_ENROLLMENT)
        if user_id is not None or user_short_name is not None:
            raise DecodeError("expected beside UserID and UserShortName", path="EnrollmentUserID")
        return EnrollmentID(kind=EnrollmentKind.USER_ENROLLMENT_DEVICE, id=device)
    raise DecodeError("expected UDID or EnrollmentID, found neither", path="UDID")


def _with_udid(device: str, user_id: str | None, short_name: str | None) -> EnrollmentID:
    if user_id is None:
        if short_name is not None:
            # Apple: the short name is there on the user channel only, always with a UserID.
            raise DecodeError("expected beside UserShortName", path="UserID")
        return EnrollmentID(kind=EnrollmentKind.DEVICE, id=device)
    if user_id == SHARED_IPAD_USER_ID:
        if short_name is None:
            raise DecodeError("expected, for the user of a Shared iPad", path="UserShortName")
        return _user_of(device, _user_part(short_name, "UserShortName"), EnrollmentKind.SHARED_IPAD)
    return _user_of(device, _user_part(user_id, "UserID"), EnrollmentKind.USER)


def _user_of(device: str, user: str, kind: EnrollmentKind) -> EnrollmentID:
    return EnrollmentID(kind=kind, id=f"{device}:{user}", parent_id=device)


def _device_part(text: str, path: str) -> str:
    # Every device id known is letters, digits and hyphens; visible ASCII leaves room for new ones.
    if not text.isascii() or " " in text:
        raise DecodeError("expected ASCII without spaces", path=path)
    return _user_part(text, path)


def _user_part(text: str, path: str) -> str:
    if not text:
        raise DecodeError("expected text, found an empty string", path=path)
    if len(text) > MAX_ID_PART:
        raise DecodeError(f"expected at most {MAX_ID_PART} characters", path=path)
    if ":" in text or not text.isprintable():
        raise DecodeError("expected neither colons nor control characters", path=path)
    return text
