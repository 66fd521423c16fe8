"""When a device answers NotNow: the documented rules as one table.

Apple MDM reference 2014, Error Handling.  The rules say when a client *may* refuse; the simulated
device refuses whenever it may, which is what a server must be able to bear.
"""

from __future__ import annotations

from typing import Final

import attrs

__all__ = ["GUARANTEED", "Situation", "answers_not_now"]

# iOS performs these even while Data Protection keeps its databases shut.
GUARANTEED: Final = frozenset(
    {
        "DeviceInformation",
        "ProfileList",
        "DeviceLock",
        "EraseDevice",
        "ClearPasscode",
        "CertificateList",
        "ProvisioningProfileList",
        "InstalledApplicationList",
        "Restrictions",
    }
)
_EVEN_IN_POWER_NAP: Final = frozenset({"DeviceLock", "EraseDevice"})
_NEEDS_KEYCHAIN: Final = frozenset({"InstallProfile", "RemoveProfile"})
_SLOW: Final = frozenset({"InstalledApplicationList", "DeviceInformation"})


@attrs.frozen(kw_only=True)
class Situation:
    """What hinders a device, and on which side the command arrived."""

    is_mac: bool
    user_channel: bool = False
    locked: bool = False  # iOS: passcode-locked with Data Protection
    power_nap: bool = False  # Mac: dark wake
    keychain_locked: bool = False  # Mac user channel
    blocking_login: bool = False  # Mac user channel: the user waits for us to finish


def answers_not_now(request_type: str, situation: Situation) -> bool:
    """Whether the device refuses this command for now."""
    if not situation.is_mac:
        return situation.locked and request_type not in GUARANTEED
    if situation.power_nap and request_type not in _EVEN_IN_POWER_NAP:
        return True
    if not situation.user_channel:
        return False
    if situation.keychain_locked and request_type in _NEEDS_KEYCHAIN:
        return True
    return situation.blocking_login and request_type in _SLOW
