"""Which devices take WiFiManagedSettings.

Source: mdm/profiles/com.apple.MCX(WiFi).yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "WiFiManagedSettings": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.9", user_enrollment="forbidden", multiple=True, manual_install=True),
    ),
}
