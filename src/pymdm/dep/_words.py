"""Apple's words as enums.  A word that is not listed survives as the plain text that it is."""

from __future__ import annotations

import enum
from typing import TypeVar

__all__ = ["AssignOutcome", "LockOutcome", "OpType", "ProfileStatus", "known"]

E = TypeVar("E", bound=enum.StrEnum)


def known(kind: type[E], word: str) -> E | str:
    """The member of this value, or the word itself."""
    found = kind._value2member_map_.get(word)
    return word if found is None else found  # type: ignore[return-value] # members of kind, by value


class OpType(enum.StrEnum):
    """What has happened to a device since the cursor."""

    ADDED = "added"
    MODIFIED = "modified"
    """In 2014: ``updated``, which reads as this one."""
    DELETED = "deleted"


class ProfileStatus(enum.StrEnum):
    """How far a device is with the profile that is assigned to it."""

    EMPTY = "empty"
    ASSIGNED = "assigned"
    PUSHED = "pushed"
    """The device has fetched it."""
    REMOVED = "removed"


class AssignOutcome(enum.StrEnum):
    """What became of one device of a call that named many."""

    SUCCESS = "SUCCESS"
    NOT_ACCESSIBLE = "NOT_ACCESSIBLE"
    """Not a device of this server, or no serial number at all."""
    FAILED = "FAILED"
    """For no reason that Apple knows, three times again: ask Apple, or try tomorrow."""
    THROTTLED = "THROTTLED"
    """Not now; see ``DeviceOutcomes.retry_after``.  Protocol version 9 and later."""


class LockOutcome(enum.StrEnum):
    """What became of an Activation Lock."""

    SUCCESS = "SUCCESS"
    NOT_ACCESSIBLE = "NOT_ACCESSIBLE"
    ORG_NOT_SUPPORTED = "ORG_NOT_SUPPORTED"
    DEVICE_NOT_SUPPORTED = "DEVICE_NOT_SUPPORTED"
    DEVICE_ALREADY_LOCKED = "DEVICE_ALREADY_LOCKED"
    FAILED = "FAILED"
