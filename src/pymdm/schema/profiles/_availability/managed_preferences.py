"""Which devices take ManagedPreferences.

Source: mdm/profiles/com.apple.ManagedClient.preferences.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ManagedPreferences": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.7",
            user_channel=True,
            user_enrollment="forbidden",
            multiple=True,
            manual_install=True,
        ),
    ),
}
