"""DeviceSerialNumber, as Apple's schema has it.

Source: declarative/status/device.identifier.serial-number.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["DeviceSerialNumber"]


@model
class DeviceSerialNumber(StatusItem):
    """The status item device.identifier.serial-number."""

    status_item_type: ClassVar[str] = "device.identifier.serial-number"

    value: str | None = key("device.identifier.serial-number", default=None, required=True)
