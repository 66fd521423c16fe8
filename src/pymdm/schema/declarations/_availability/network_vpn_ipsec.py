"""Which devices take NetworkVPNIPSec.

Source: declarative/declarations/configurations/network.vpn.ipsec.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "NetworkVPNIPSec": (
        Support("iOS visionOS", "27.0", enrollments="supervised device local"),
        Support("macOS", "27.0", enrollments="supervised local"),
        Support("tvOS watchOS", NEVER),
    ),
}
