"""Which devices take SoftwareUpdatePendingVersion.

Source: declarative/status/softwareupdate.pending-version.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SoftwareUpdatePendingVersion": (
        Support("iOS", "17.0", enrollments="supervised device"),
        Support("macOS", "14.0", enrollments="supervised"),
        Support("tvOS", "18.4", enrollments="supervised device"),
        Support("visionOS", "26.0", enrollments="supervised device"),
        Support("watchOS", NEVER),
    ),
}
