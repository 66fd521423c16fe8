"""Which devices take Accessibility.

Source: mdm/profiles/com.apple.universalaccess.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "Accessibility": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.9",
            user_channel=True,
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
    ),
    "Accessibility.close_view_show_preview": (Support("macOS", deprecated="10.15"),),
    "Accessibility.grayscale": (Support("macOS", deprecated="11.0"),),
}
