"""Apple's words as enums.  A word that is not listed survives as the plain text that it is."""

from __future__ import annotations

import enum
from typing import TypeVar

__all__ = ["EventState", "EventType", "NotificationType", "ProductType", "UserState", "UserStatus", "known"]

E = TypeVar("E", bound=enum.StrEnum)


def known(kind: type[E], word: str) -> E | str:
    """The member of this value, or the word itself."""
    found = kind._value2member_map_.get(word)
    return word if found is None else found  # type: ignore[return-value] # members of kind, by value


class EventState(enum.StrEnum):
    """How far Apple is with a change."""

    PENDING = "PENDING"
    COMPLETE = "COMPLETE"
    FAILED = "FAILED"
    """Apple is done, and at least a part of it failed; the rest was carried out."""


class EventType(enum.StrEnum):
    """What a change does."""

    ASSOCIATE = "ASSOCIATE"
    DISASSOCIATE = "DISASSOCIATE"
    REVOKE = "REVOKE"
    CREATE = "CREATE"
    UPDATE = "UPDATE"
    RETIRE = "RETIRE"


class UserStatus(enum.StrEnum):
    """What a user of the location is."""

    REGISTERED = "Registered"
    """Known, and without an Apple Account: invite them."""
    ASSOCIATED = "Associated"
    RETIRED = "Retired"
    DELETED = "Deleted"
    """Retired, and another user has taken over the Apple Account and the clientUserId."""


class UserState(enum.StrEnum):
    """Which users to list."""

    ALL = "all"
    ACTIVE = "active"
    RETIRED = "retired"


class ProductType(enum.StrEnum):
    """What an asset is."""

    APP = "App"
    BOOK = "Book"


class NotificationType(enum.StrEnum):
    """What Apple can tell of a location; TEST_NOTIFICATION comes unasked when the address is set."""

    ASSET_MANAGEMENT = "ASSET_MANAGEMENT"
    ASSET_COUNT = "ASSET_COUNT"
    USER_MANAGEMENT = "USER_MANAGEMENT"
    USER_ASSOCIATED = "USER_ASSOCIATED"
    TEST_NOTIFICATION = "TEST_NOTIFICATION"
