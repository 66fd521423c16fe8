"""Which devices take ScreensaverUser.

Source: mdm/profiles/com.apple.screensaver.user.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ScreensaverUser": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.11",
            device_channel=False,
            user_channel=True,
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
    ),
}
