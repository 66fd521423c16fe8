"""Which devices take RequestUnlockToken.

Source: mdm/commands/passcode.unlocktoken.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "RequestUnlockToken": (
        Support(
            "iOS",
            "5.0",
            deprecated="6.1.6",
            supervised=True,
            shared_ipad="forbidden",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
}
