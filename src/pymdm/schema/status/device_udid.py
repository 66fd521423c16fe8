"""DeviceUDID, as Apple's schema has it.

Source: declarative/status/device.identifier.udid.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["DeviceUDID"]


@model
class DeviceUDID(StatusItem):
    """The status item device.identifier.udid."""

    status_item_type: ClassVar[str] = "device.identifier.udid"

    value: str | None = key("device.identifier.udid", default=None, required=True)
