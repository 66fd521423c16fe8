"""DeviceModelIdentifier, as Apple's schema has it.

Source: declarative/status/device.model.identifier.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["DeviceModelIdentifier"]


@model
class DeviceModelIdentifier(StatusItem):
    """The status item device.model.identifier."""

    status_item_type: ClassVar[str] = "device.model.identifier"

    value: str | None = key("device.model.identifier", default=None, required=True)
