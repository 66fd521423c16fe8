"""Which devices take Cellular.

Source: mdm/profiles/com.apple.cellular.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "Cellular": (
        Support("iOS", "7.0", user_enrollment="forbidden", multiple=False, manual_install=True),
        Support("macOS tvOS visionOS", NEVER),
        Support("watchOS", "3.2", multiple=False, manual_install=True),
    ),
    "Cellular.AttachAPN.allowed_protocol_mask": (Support("iOS", "10.3"),),
    "Cellular.APNsItem.default_protocol_mask": (Support("iOS", "10.3", deprecated="11.0"),),
    "Cellular.APNsItem.allowed_protocol_mask": (Support("iOS", "10.3"),),
    "Cellular.APNsItem.allowed_protocol_mask_in_roaming": (Support("iOS", "10.3"),),
    "Cellular.APNsItem.allowed_protocol_mask_in_domestic_roaming": (Support("iOS", "10.3"),),
    "Cellular.APNsItem.enable_xlat464": (Support("iOS", "16.0"), Support("watchOS", "9.0")),
}
