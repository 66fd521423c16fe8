"""Which devices take EraseDevice.

Source: mdm/commands/device.erase.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "EraseDevice": (
        Support("iOS", "4.0", right="AllowDeviceErase", user_enrollment="forbidden"),
        Support("macOS", "10.7", right="AllowDeviceErase", user_enrollment="forbidden"),
        Support("tvOS", "10.2", right="AllowDeviceErase"),
        Support("visionOS", "1.1", right="AllowDeviceErase", user_enrollment="forbidden"),
        Support("watchOS", "10.0", right="AllowDeviceErase"),
    ),
    "EraseDevice.preserve_data_plan": (Support("iOS", "11.0"), Support("macOS tvOS visionOS", NEVER)),
    "EraseDevice.disallow_proximity_setup": (
        Support("iOS", "11.3", shared_ipad="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "EraseDevice.pin": (Support("iOS tvOS visionOS watchOS", NEVER), Support("macOS", "10.8")),
    "EraseDevice.obliteration_behavior": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "12.0"),
    ),
    "EraseDevice.return_to_service": (
        Support("iOS", "17.0"),
        Support("macOS watchOS", NEVER),
        Support("tvOS", "18.0"),
        Support("visionOS", "26.0"),
    ),
    "EraseDevice.ReturnToService.bootstrap_token": (Support("iOS", "26.0"), Support("tvOS", NEVER)),
    "EraseDevice.ReturnToService.should_retry_enrollment": (
        Support("iOS", "27.0"),
        Support("tvOS visionOS", NEVER),
    ),
}
