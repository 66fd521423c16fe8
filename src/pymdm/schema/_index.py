"""Where each generated class is, and which classes a RequestType has.

Laid by hand in the form that the schema generator will emit.
"""

from __future__ import annotations

from typing import Final

__all__ = ["CLASSES", "REQUEST_TYPES"]

CLASSES: Final = {
    "DeviceInformation": "pymdm.schema.commands.device_information",
    "DeviceInformationResponse": "pymdm.schema.commands.device_information",
    "DeviceLock": "pymdm.schema.commands.device_lock",
    "DeviceLockResponse": "pymdm.schema.commands.device_lock",
    "EraseDevice": "pymdm.schema.commands.erase_device",
    "InstallProfile": "pymdm.schema.commands.install_profile",
    "ProfileList": "pymdm.schema.commands.profile_list",
    "ProfileListResponse": "pymdm.schema.commands.profile_list",
    "RemoveProfile": "pymdm.schema.commands.remove_profile",
    "SecurityInfo": "pymdm.schema.commands.security_info",
    "SecurityInfoResponse": "pymdm.schema.commands.security_info",
}
"""Class name → module."""

REQUEST_TYPES: Final[dict[str, tuple[str, str | None]]] = {
    "DeviceInformation": ("DeviceInformation", "DeviceInformationResponse"),
    "DeviceLock": ("DeviceLock", "DeviceLockResponse"),
    "EraseDevice": ("EraseDevice", None),
    "InstallProfile": ("InstallProfile", None),
    "ProfileList": ("ProfileList", "ProfileListResponse"),
    "RemoveProfile": ("RemoveProfile", None),
    "SecurityInfo": ("SecurityInfo", "SecurityInfoResponse"),
}
"""RequestType → command class, answer class (None where a device answers no more than a status)."""
