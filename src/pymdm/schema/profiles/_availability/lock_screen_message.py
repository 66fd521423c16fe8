"""Which devices take LockScreenMessage.

Source: mdm/profiles/com.apple.shareddeviceconfiguration.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "LockScreenMessage": (
        Support(
            "iOS", "9.3", supervised=True, user_enrollment="forbidden", multiple=False, manual_install=True
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "LockScreenMessage.if_lost_return_to_message": (Support("iOS", deprecated="9.3.1"),),
    "LockScreenMessage.lock_screen_footnote": (Support("iOS", "9.3.1"),),
}
