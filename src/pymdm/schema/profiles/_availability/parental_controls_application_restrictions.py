"""Which devices take ParentalControlsApplicationRestrictions.

Source: mdm/profiles/com.apple.applicationaccess.new.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ParentalControlsApplicationRestrictions": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.7",
            deprecated="27.0",
            user_channel=True,
            user_enrollment="forbidden",
            multiple=True,
            manual_install=True,
        ),
    ),
    "ParentalControlsApplicationRestrictions.allow_list": (Support("macOS", "10.15"),),
    "ParentalControlsApplicationRestrictions.white_list": (Support("macOS", deprecated="10.15"),),
    "ParentalControlsApplicationRestrictions.path_deny_list": (Support("macOS", "10.15"),),
    "ParentalControlsApplicationRestrictions.path_black_list": (Support("macOS", deprecated="10.15"),),
    "ParentalControlsApplicationRestrictions.path_allow_list": (Support("macOS", "10.15"),),
    "ParentalControlsApplicationRestrictions.path_white_list": (Support("macOS", deprecated="10.15"),),
}
