"""Which devices take ShareKit.

Source: mdm/profiles/com.apple.ShareKitHelper.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ShareKit": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.9",
            deprecated="10.12",
            user_channel=True,
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
    ),
}
