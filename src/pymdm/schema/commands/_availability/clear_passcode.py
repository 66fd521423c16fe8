"""Which devices take ClearPasscode.

Source: mdm/commands/passcode.clear.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ClearPasscode": (
        Support(
            "iOS",
            "4.0",
            right="AllowPasscodeRemovalAndLock",
            shared_ipad="forbidden",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS", NEVER),
        Support("visionOS", "1.1", right="AllowPasscodeRemovalAndLock", user_enrollment="forbidden"),
        Support("watchOS", "10.0", right="AllowPasscodeRemovalAndLock"),
    ),
}
