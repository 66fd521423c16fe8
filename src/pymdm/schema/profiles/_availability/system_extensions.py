"""Which devices take SystemExtensions.

Source: mdm/profiles/com.apple.system-extension-policy.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SystemExtensions": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.15",
            user_approved=True,
            user_enrollment="forbidden",
            multiple=True,
            manual_install=False,
        ),
    ),
    "SystemExtensions.removable_system_extensions": (Support("macOS", "12.0"),),
    "SystemExtensions.non_removable_system_extensions": (Support("macOS", "15.0"),),
    "SystemExtensions.non_removable_from_ui_system_extensions": (Support("macOS", "15.0"),),
}
