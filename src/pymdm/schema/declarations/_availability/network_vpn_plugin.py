"""Which devices take NetworkVPNPlugin.

Source: declarative/declarations/configurations/network.vpn.vpn-plugin.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "NetworkVPNPlugin": (
        Support("iOS tvOS visionOS", "27.0", enrollments="supervised device local"),
        Support("macOS", "27.0", enrollments="supervised local"),
        Support("watchOS", NEVER),
    ),
    "NetworkVPNPlugin.network_routing": (Support("tvOS", NEVER),),
    "NetworkVPNPlugin.OnDemand.disable_user_override": (Support("macOS", NEVER),),
}
