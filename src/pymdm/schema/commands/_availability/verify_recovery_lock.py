"""Which devices take VerifyRecoveryLock.

Source: mdm/commands/passcode.recovery.verify.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "VerifyRecoveryLock": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "11.5", right="DeviceLockAndRemovePasscode", user_enrollment="forbidden"),
    ),
}
