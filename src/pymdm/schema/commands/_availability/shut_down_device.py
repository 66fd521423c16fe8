"""Which devices take ShutDownDevice.

Source: mdm/commands/device.shutdown.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ShutDownDevice": (
        Support(
            "iOS", "10.3", right="AllowPasscodeRemovalAndLock", supervised=True, user_enrollment="forbidden"
        ),
        Support("macOS", "10.13", right="AllowPasscodeRemovalAndLock", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
}
