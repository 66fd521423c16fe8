"""DeviceOperatingSystemFamily, as Apple's schema has it.

Source: declarative/status/device.operating-system.family.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["DeviceOperatingSystemFamily"]


@model
class DeviceOperatingSystemFamily(StatusItem):
    """The status item device.operating-system.family."""

    status_item_type: ClassVar[str] = "device.operating-system.family"

    value: str | None = key("device.operating-system.family", default=None, required=True)
