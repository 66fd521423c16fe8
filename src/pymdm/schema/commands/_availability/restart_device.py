"""Which devices take RestartDevice.

Source: mdm/commands/device.restart.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "RestartDevice": (
        Support(
            "iOS", "10.3", right="AllowPasscodeRemovalAndLock", supervised=True, user_enrollment="forbidden"
        ),
        Support("macOS", "10.13", right="AllowPasscodeRemovalAndLock", user_enrollment="forbidden"),
        Support("tvOS", "10.2", right="AllowPasscodeRemovalAndLock", supervised=True),
        Support("visionOS watchOS", NEVER),
    ),
    "RestartDevice.rebuild_kernel_cache": (Support("iOS tvOS", NEVER), Support("macOS", "11.0")),
    "RestartDevice.kext_paths": (Support("iOS tvOS", NEVER), Support("macOS", "11.0")),
    "RestartDevice.notify_user": (Support("iOS tvOS", NEVER), Support("macOS", "11.4")),
}
