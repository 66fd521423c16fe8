"""Which devices take ClearRestrictionsPassword.

Source: mdm/commands/device.restrictions.clearpassword.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ClearRestrictionsPassword": (
        Support("iOS", "8.0", supervised=True, shared_ipad="forbidden", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
}
