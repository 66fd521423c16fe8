"""Which devices take HomeScreenLayout.

Source: mdm/profiles/com.apple.homescreenlayout.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "HomeScreenLayout": (
        Support(
            "iOS",
            "9.3",
            supervised=True,
            shared_user=True,
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
        Support("macOS visionOS watchOS", NEVER),
        Support("tvOS", "11.0", supervised=True, multiple=False, manual_install=True),
    ),
    "HomeScreenLayout.IconItem.url": (Support("iOS", "11.3"),),
}
