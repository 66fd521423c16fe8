"""Which devices take NetworkVPNAlwaysOn.

Source: declarative/declarations/configurations/network.vpn.always-on.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "NetworkVPNAlwaysOn": (
        Support("iOS visionOS", "27.0", enrollments="supervised device local"),
        Support("macOS tvOS watchOS", NEVER),
    ),
}
