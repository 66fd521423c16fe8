"""The access rights, by the names that Apple's schema has for them.

Source: Apple's schema, com.apple.mdm and mdm/commands; MDM reference 2014, Structure of MDM payloads.
"""

from __future__ import annotations

from typing import Final

__all__ = ["HIGHEST_ON_MACOS", "NO_RIGHT", "RIGHTS"]

RIGHTS: Final = {
    "AllowInspection": 1,
    "AllowInstallationRemoval": 2,
    "AllowPasscodeRemovalAndLock": 4,
    "DeviceLockAndRemovePasscode": 4,
    "AllowDeviceErase": 8,
    "AllowQueryDeviceInformation": 16,
    "AllowQueryNetworkInformation": 32,
    "AllowProvisioningInspection": 64,
    "AllowProvisioningInstallationRemoval": 128,
    "AllowQueryApplications": 256,
    "QueryInstalledApps": 256,
    "AllowQueryRestrictions": 512,
    "AllowQuerySecurity": 1024,
    "AllowSettings": 2048,
    "AllowAppInstallation": 4096,
}
"""Name → flag of the AccessRights key; two rights have two names."""

NO_RIGHT: Final = ("", "None", "n/a", "Special Case")
"""In place of a name: none is needed, or for DeviceInformation another one for each query."""

HIGHEST_ON_MACOS: Final = 1024
"""A Mac ignores all flags above this one."""
