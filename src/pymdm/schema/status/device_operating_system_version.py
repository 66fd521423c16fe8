"""DeviceOperatingSystemVersion, as Apple's schema has it.

Source: declarative/status/device.operating-system.version.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["DeviceOperatingSystemVersion"]


@model
class DeviceOperatingSystemVersion(StatusItem):
    """The status item device.operating-system.version."""

    status_item_type: ClassVar[str] = "device.operating-system.version"

    value: str | None = key("device.operating-system.version", default=None, required=True)
