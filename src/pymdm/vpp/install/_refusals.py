"""What it means that a device refuses to install an app, and what helps.

Sources: MDM reference 2014, InstallApplication and Error codes (MCMDMErrorDomain); 12064 as devices of today
send it.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from pymdm.vpp.install.states import RejectionReason

if TYPE_CHECKING:
    from pymdm.protocol.result import ErrorChainItem

__all__ = ["Cure", "Refusal", "refusal_of"]


class Cure(enum.Enum):
    """What can be done about a refusal."""

    NONE = enum.auto()
    SEND_AGAIN = enum.auto()
    ASK_USER = enum.auto()
    TAKE_OVER = enum.auto()
    WAIT = enum.auto()
    OTHER_CODE = enum.auto()
    CODE_NOT_NEEDED = enum.auto()


class Refusal(NamedTuple):
    """What can be done, why it was refused, and the number of the error; 0 if the device gave none."""

    cure: Cure
    text: str
    code: int = 0


_REASONS: Final[dict[str, tuple[Cure, str]]] = {
    RejectionReason.ALREADY_INSTALLED: (Cure.TAKE_OVER, "it is installed already, and not managed"),
    RejectionReason.ALREADY_QUEUED: (Cure.WAIT, "it is queued already"),
    RejectionReason.STORE_DISABLED: (Cure.NONE, "a restriction disables the App Store or installing apps"),
    RejectionReason.COULD_NOT_VERIFY: (
        Cure.SEND_AGAIN,
        "the store did not confirm the app: its number, its country or the network",
    ),
    RejectionReason.MANAGEMENT_CHANGE_NOT_SUPPORTED: (
        Cure.NONE,
        "this enrollment may not take over apps that the user installed",
    ),
    RejectionReason.NOT_AN_APP: (Cure.NONE, "the number is not that of an app"),
    RejectionReason.NOT_SUPPORTED: (Cure.NONE, "the device does not support it"),
    RejectionReason.PURCHASE_METHOD_NOT_SUPPORTED: (
        Cure.NONE,
        "the device does not support this way to pay for apps",
    ),
    RejectionReason.PURCHASE_METHOD_NOT_SUPPORTED_IN_MULTI_USER: (
        Cure.NONE,
        "with several users a device takes only licenses of the device",
    ),
}

# Apple changes numbers between releases, so nothing here does more than end hopeless tries early or name
# the person who can help; what is not listed is tried again, a few times.
_CODES: Final[dict[int, tuple[Cure, str]]] = {
    12008: (Cure.NONE, "the device does not understand the command"),
    12021: (Cure.NONE, "the device does not know the command"),
    12023: (Cure.SEND_AGAIN, "the store did not confirm the app: its number, its country or the network"),
    12024: (Cure.SEND_AGAIN, "the manifest could not be fetched or checked"),
    12025: (Cure.TAKE_OVER, "it is installed already, and not managed"),
    12026: (Cure.WAIT, "it is queued already"),
    12027: (Cure.NONE, "what was found is not an app"),
    12028: (Cure.CODE_NOT_NEEDED, "the app does not wait for a redemption code"),
    12030: (Cure.NONE, "the address is not valid"),
    12031: (Cure.NONE, "a restriction disables installing apps"),
    12032: (Cure.NONE, "the manifest names more than one app"),
    12033: (Cure.NONE, "the manifest is not valid"),
    12034: (Cure.NONE, "the address is not https"),
    12035: (Cure.NONE, "the app cannot be bought, such as in this country"),
    12037: (Cure.OTHER_CODE, "the redemption code is not valid"),
    12040: (Cure.ASK_USER, "somebody has to sign in to the App Store on the device"),
    12064: (Cure.SEND_AGAIN, "there is no license for this device or its Apple Account, or not yet"),
}

#: The same numbers under the name of 2014 and under today's.
_DOMAINS: Final = ("MCMDMErrorDomain", "MDMErrorDomain")

_UNNAMED: Final = "the device gave no reason that is known here"


def refusal_of(reason: str | None, chain: Iterable[ErrorChainItem]) -> Refusal:
    """What stands in the way, from the RejectionReason and the errors of one answer."""
    errors = [item for item in chain if item.error_domain in _DOMAINS and item.error_code is not None]
    known = next((item.error_code for item in errors if item.error_code in _CODES), None)
    told = known if known is not None else next((item.error_code for item in errors), None)
    if reason in _REASONS:
        return Refusal(*_REASONS[reason or ""], code=told or 0)
    if known is not None:
        return Refusal(*_CODES[known], code=known)
    return Refusal(Cure.SEND_AGAIN, _UNNAMED, code=told or 0)
