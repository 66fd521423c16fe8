"""WiFiManagedSettings, as Apple's schema has it.

Source: mdm/profiles/com.apple.MCX(WiFi).yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["WiFiManagedSettings"]


@model
class WiFiManagedSettings(Payload):
    """When a Mac asks for an administrator before it changes Wi-Fi."""

    payload_type: ClassVar[str] = "com.apple.MCX"

    require_admin_for_ibss: bool | None = key("RequireAdminForIBSS", default=None, if_absent=False)
    require_admin_for_air_port_network_change: bool | None = key(
        "RequireAdminForAirPortNetworkChange", default=None, if_absent=False
    )
    require_admin_to_turn_air_port_on_off: bool | None = key(
        "RequireAdminToTurnAirPortOnOff", default=None, if_absent=False
    )
