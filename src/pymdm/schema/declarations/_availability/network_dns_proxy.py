"""Which devices take NetworkDNSProxy.

Source: declarative/declarations/configurations/network.dns-proxy.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "NetworkDNSProxy": (
        Support("iOS visionOS", "27.0", enrollments="supervised device user"),
        Support("macOS", "27.0", enrollments="supervised local"),
        Support("tvOS watchOS", NEVER),
    ),
    "NetworkDNSProxy.dns_proxy_uuid": (Support("macOS", NEVER),),
}
