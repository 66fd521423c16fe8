"""Which devices take XsanPreferences.

Source: mdm/profiles/com.apple.xsan.preferences.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "XsanPreferences": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.11", user_enrollment="forbidden", multiple=True, manual_install=True),
    ),
}
