"""Which devices take UserConfigured.

Source: mdm/commands/user.configured.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "UserConfigured": (
        Support(
            "iOS",
            "17.0",
            supervised=True,
            device_assigned=True,
            shared_device=False,
            shared_user=True,
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
}
