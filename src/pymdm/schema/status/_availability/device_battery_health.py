"""Which devices take DeviceBatteryHealth.

Source: declarative/status/device.power.battery-health.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "DeviceBatteryHealth": (
        Support("iOS", "17.0", enrollments="supervised device local"),
        Support("macOS", "14.4", enrollments="supervised local"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
}
