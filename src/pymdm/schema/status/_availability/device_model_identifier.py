"""Which devices take DeviceModelIdentifier.

Source: declarative/status/device.model.identifier.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "DeviceModelIdentifier": (
        Support("iOS", "15.0", shared_user=True, enrollments="supervised device user local"),
        Support("macOS", "13.0", user_channel=True, enrollments="supervised user local"),
        Support("tvOS", "16.0", enrollments="supervised device local"),
        Support("visionOS", "1.1", enrollments="supervised device user local"),
        Support("watchOS", "10.0", enrollments="supervised local"),
    ),
}
