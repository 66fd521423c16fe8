"""DeviceModelFamily, as Apple's schema has it.

Source: declarative/status/device.model.family.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["DeviceModelFamily"]


@model
class DeviceModelFamily(StatusItem):
    """The status item device.model.family."""

    status_item_type: ClassVar[str] = "device.model.family"

    value: str | None = key("device.model.family", default=None, required=True)
