"""Which devices take NetworkVPNIKEv2.

Source: declarative/declarations/configurations/network.vpn.ikev2.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "NetworkVPNIKEv2": (
        Support("iOS tvOS visionOS", "27.0", enrollments="supervised device local"),
        Support("macOS", "27.0", user_channel=True, enrollments="supervised local"),
        Support("watchOS", NEVER),
    ),
    "NetworkVPNIKEv2.network_routing": (Support("tvOS", NEVER),),
    "NetworkVPNIKEv2.OnDemand.disable_user_override": (Support("macOS", NEVER),),
    "NetworkVPNIKEv2.enable_fallback": (Support("macOS", NEVER),),
}
