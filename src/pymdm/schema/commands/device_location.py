"""DeviceLocation, as Apple's schema has it.

Source: mdm/commands/device.lostmode.location.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Answer, Command, key, model

__all__ = ["DeviceLocation", "DeviceLocationResponse"]


@model
class DeviceLocation(Command):
    """Ask where a device in lost mode is."""

    request_type: ClassVar[str] = "DeviceLocation"


@model
class DeviceLocationResponse(Answer):
    """Where a device is, in degrees and metres."""

    latitude: float | None = key("Latitude", default=None, required=True)
    longitude: float | None = key("Longitude", default=None, required=True)
    horizontal_accuracy: float | None = key("HorizontalAccuracy", default=None, required=True)
    vertical_accuracy: float | None = key("VerticalAccuracy", default=None, required=True)
    altitude: float | None = key("Altitude", default=None, required=True)
    speed: float | None = key("Speed", default=None, required=True)
    course: float | None = key("Course", default=None, required=True)
    timestamp: str | None = key("Timestamp", default=None, required=True)
