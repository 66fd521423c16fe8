"""Which devices take LOMSetupRequest.

Source: mdm/commands/lom.setuprequest.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "LOMSetupRequest": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "11.0", right="DeviceLockAndRemovePasscode", user_enrollment="forbidden"),
    ),
}
