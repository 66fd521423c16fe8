"""Which devices take DeviceLock.

Source: mdm/commands/device.lock.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "DeviceLock": (
        Support("iOS", "4.0", right="AllowPasscodeRemovalAndLock"),
        Support("macOS", "10.7", right="AllowPasscodeRemovalAndLock", user_enrollment="forbidden"),
        Support("tvOS", NEVER),
        Support("visionOS", "2.0", right="AllowPasscodeRemovalAndLock"),
        Support("watchOS", "10.0", right="AllowPasscodeRemovalAndLock"),
    ),
    "DeviceLock.message": (
        Support("iOS", "7.0", shared_ipad="ignored"),
        Support("macOS", "10.14"),
        Support("visionOS", NEVER),
    ),
    "DeviceLock.phone_number": (
        Support("iOS", "7.0", shared_ipad="ignored"),
        Support("macOS", "11.5"),
        Support("visionOS", NEVER),
    ),
    "DeviceLock.pin": (Support("iOS visionOS watchOS", NEVER), Support("macOS", "10.8")),
}
