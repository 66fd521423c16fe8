"""Which devices take MacOSServerAccount.

Source: mdm/profiles/com.apple.osxserver.account.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "MacOSServerAccount": (
        Support(
            "iOS",
            "9.0",
            deprecated="12.0",
            removed="12.0",
            shared_ipad="forbidden",
            user_enrollment="forbidden",
            multiple=True,
            manual_install=True,
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
}
