"""What a command leads to: status, keys of the report, error chain and what becomes of the device."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ACKNOWLEDGED", "After", "Outcome", "failed", "malformed"]


@enum.unique
class After(enum.Enum):
    """What happens to the device once the command is done."""

    NOTHING = "nothing"
    UNENROLLED = "unenrolled"  # its own MDM profile was removed
    ERASED = "erased"
    REPLACED = "replaced"  # its MDM profile is to be replaced by the one in the outcome


@attrs.frozen(kw_only=True)
class Outcome:
    """The device's answer to one command."""

    status: str = "Acknowledged"
    keys: Mapping[str, object] = attrs.field(factory=dict, repr=False)
    after: After = After.NOTHING
    profile: bytes = attrs.field(default=b"", repr=False)


ACKNOWLEDGED = Outcome()


def failed(*errors: tuple[str, int, str]) -> Outcome:
    """Status Error with a chain of (domain, code, English text), the outermost first.

    Apple MDM reference 2014, Table 2: ErrorChain.
    """
    chain = [
        {"ErrorDomain": domain, "ErrorCode": code, "LocalizedDescription": text, "USEnglishDescription": text}
        for domain, code, text in errors
    ]
    return Outcome(status="Error", keys={"ErrorChain": chain})


def malformed() -> Outcome:
    """Status CommandFormatError: a key is missing or has the wrong type."""
    return Outcome(status="CommandFormatError")
