"""Which devices take ParentalControlsContentFilter.

Source: mdm/profiles/com.apple.familycontrols.contentfilter.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ParentalControlsContentFilter": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.7",
            user_channel=True,
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
    ),
    "ParentalControlsContentFilter.allow_list_enabled": (Support("macOS", "15.2"),),
    "ParentalControlsContentFilter.whitelist_enabled": (Support("macOS", deprecated="15.2"),),
    "ParentalControlsContentFilter.site_allow_list": (Support("macOS", "15.2"),),
    "ParentalControlsContentFilter.site_whitelist": (Support("macOS", deprecated="15.2"),),
    "ParentalControlsContentFilter.filter_allow_list": (Support("macOS", "15.2"),),
    "ParentalControlsContentFilter.filter_whitelist": (Support("macOS", deprecated="15.2"),),
    "ParentalControlsContentFilter.filter_deny_list": (Support("macOS", "15.2"),),
    "ParentalControlsContentFilter.filter_blacklist": (Support("macOS", deprecated="15.2"),),
}
