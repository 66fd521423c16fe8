"""Which devices take AppToAppLayerVPNMapping.

Source: mdm/profiles/com.apple.vpn.managed.appmapping.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AppToAppLayerVPNMapping": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.9", user_channel=True, multiple=False, manual_install=True),
    ),
    "AppToAppLayerVPNMapping.AppLayerVPNMappingItem.designated_requirement": (Support("macOS", "10.10"),),
    "AppToAppLayerVPNMapping.AppLayerVPNMappingItem.signing_identifier": (Support("macOS", "10.10"),),
    "AppToAppLayerVPNMapping.AppLayerVPNMappingItem.path": (Support("macOS", "10.15"),),
    "AppToAppLayerVPNMapping.AppLayerVPNMappingItem.match_tools": (Support("macOS", "10.15.4"),),
}
