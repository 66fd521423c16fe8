"""Which devices take MDMIsAwaitingConfiguration.

Source: declarative/status/mdm.is-awaiting-configuration.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "MDMIsAwaitingConfiguration": (
        Support("iOS", "27.0", shared_user=True, enrollments="supervised device user"),
        Support("macOS", "27.0", user_channel=True, enrollments="supervised user"),
        Support("tvOS", "27.0", enrollments="supervised device"),
        Support("visionOS", "27.0", enrollments="supervised device user"),
        Support("watchOS", NEVER),
    ),
}
