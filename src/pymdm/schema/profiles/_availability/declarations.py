"""Which devices take Declarations.

Source: mdm/profiles/com.apple.declarations.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "Declarations": (
        Support(
            "iOS",
            "17.0",
            shared_ipad="forbidden",
            user_enrollment="forbidden",
            multiple=True,
            manual_install=True,
        ),
        Support(
            "macOS",
            "14.0",
            user_channel=True,
            user_enrollment="forbidden",
            multiple=True,
            manual_install=True,
        ),
        Support("tvOS", "17.0", multiple=True, manual_install=True),
        Support("visionOS", "1.0", user_enrollment="forbidden", multiple=True, manual_install=True),
        Support("watchOS", "10.0", multiple=True, manual_install=True),
    ),
}
