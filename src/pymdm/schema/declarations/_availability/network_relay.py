"""Which devices take NetworkRelay.

Source: declarative/declarations/configurations/network.relay.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "NetworkRelay": (
        Support("iOS", "27.0", shared_device=False, shared_user=True, enrollments="supervised device user"),
        Support("macOS", "27.0", enrollments="supervised user"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "27.0", enrollments="supervised device user"),
    ),
    "NetworkRelay.relay_uuid": (Support("macOS", NEVER),),
}
