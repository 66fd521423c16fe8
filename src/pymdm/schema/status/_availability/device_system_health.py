"""Which devices take DeviceSystemHealth.

Source: declarative/status/device.system.health.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "DeviceSystemHealth": (
        Support("iOS", "27.0", enrollments="supervised"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
}
