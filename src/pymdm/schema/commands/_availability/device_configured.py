"""Which devices take DeviceConfigured.

Source: mdm/commands/device.configured.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "DeviceConfigured": (
        Support("iOS", "9.0", supervised=True, device_assigned=True, user_enrollment="forbidden"),
        Support("macOS", "10.11", device_assigned=True, user_enrollment="forbidden"),
        Support("tvOS", "10.2", supervised=True),
        Support("visionOS", "2.0", supervised=True, device_assigned=True, user_enrollment="forbidden"),
        Support("watchOS", NEVER),
    ),
}
