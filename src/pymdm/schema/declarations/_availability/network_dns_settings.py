"""Which devices take NetworkDNSSettings.

Source: declarative/declarations/configurations/network.dns-settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "NetworkDNSSettings": (
        Support("iOS visionOS", "27.0", enrollments="supervised device local"),
        Support("macOS", "27.0", enrollments="supervised local"),
        Support("tvOS watchOS", NEVER),
    ),
    "NetworkDNSSettings.prohibit_disablement": (Support("iOS macOS visionOS", enrollments="supervised"),),
}
