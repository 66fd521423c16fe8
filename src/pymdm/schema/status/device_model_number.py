"""DeviceModelNumber, as Apple's schema has it.

Source: declarative/status/device.model.number.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["DeviceModelNumber"]


@model
class DeviceModelNumber(StatusItem):
    """The status item device.model.number."""

    status_item_type: ClassVar[str] = "device.model.number"

    value: str | None = key("device.model.number", default=None, required=True)
