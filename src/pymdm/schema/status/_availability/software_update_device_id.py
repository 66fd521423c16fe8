"""Which devices take SoftwareUpdateDeviceID.

Source: declarative/status/softwareupdate.device-id.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SoftwareUpdateDeviceID": (
        Support("iOS", "18.0", enrollments="supervised device"),
        Support("macOS", "15.0", enrollments="supervised"),
        Support("tvOS", "18.4", enrollments="supervised device"),
        Support("visionOS", "26.4", enrollments="supervised device"),
        Support("watchOS", NEVER),
    ),
}
