"""Which devices take AvailableOSUpdates.

Source: mdm/commands/system.update.available.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AvailableOSUpdates": (
        Support(
            "iOS",
            "9.0",
            deprecated="26.0",
            removed="27.0",
            right="AllowAppInstallation",
            supervised=True,
            user_enrollment="forbidden",
        ),
        Support("macOS", "10.11", deprecated="26.0", removed="27.0", user_enrollment="forbidden"),
        Support(
            "tvOS", "12.0", deprecated="26.0", removed="27.0", right="AllowAppInstallation", supervised=True
        ),
        Support("visionOS watchOS", NEVER),
    ),
}
