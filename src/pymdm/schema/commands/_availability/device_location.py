"""Which devices take DeviceLocation.

Source: mdm/commands/device.lostmode.location.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "DeviceLocation": (
        Support("iOS", "9.3", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
}
