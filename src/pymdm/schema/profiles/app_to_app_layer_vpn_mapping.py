"""AppToAppLayerVPNMapping, as Apple's schema has it.

Source: mdm/profiles/com.apple.vpn.managed.appmapping.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["AppToAppLayerVPNMapping"]


@model
class AppToAppLayerVPNMapping(Payload):
    """Which apps use which `AppLayerVPN`."""

    payload_type: ClassVar[str] = "com.apple.vpn.managed.appmapping"

    @model
    class AppLayerVPNMappingItem(Model):
        """One app and its VPN."""

        @model
        class MatchToolsItem(Model):
            """One of MatchTools."""

            designated_requirement: str = key("DesignatedRequirement")
            signing_identifier: str = key("SigningIdentifier")
            path: str | None = key("Path", default=None)

        identifier: str = key("Identifier")
        vpn_uuid: str = key("VPNUUID")
        designated_requirement: str = key("DesignatedRequirement")
        signing_identifier: str = key("SigningIdentifier")
        path: str | None = key("Path", default=None)
        match_tools: Sequence[MatchToolsItem] | None = key("MatchTools", default=None)

    app_layer_vpn_mapping: Sequence[AppLayerVPNMappingItem] = key("AppLayerVPNMapping")
