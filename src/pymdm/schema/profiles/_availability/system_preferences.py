"""Which devices take SystemPreferences.

Source: mdm/profiles/com.apple.systempreferences.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SystemPreferences": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.7",
            deprecated="13.0",
            user_channel=True,
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
    ),
    "SystemPreferences.disabled_system_settings": (Support("macOS", "13.0"),),
}
