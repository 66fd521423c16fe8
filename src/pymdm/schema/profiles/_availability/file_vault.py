"""Which devices take FileVault.

Source: mdm/profiles/com.apple.MCX.FileVault2.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "FileVault": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.9",
            user_approved=True,
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
    ),
    "FileVault.defer_dont_ask_at_user_logout": (Support("macOS", "10.10"),),
    "FileVault.force_enable_in_setup_assistant": (
        Support("macOS", "14.0", device_assigned=True, manual_install=False),
    ),
}
