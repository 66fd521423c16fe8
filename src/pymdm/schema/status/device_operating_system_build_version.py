"""DeviceOperatingSystemBuildVersion, as Apple's schema has it.

Source: declarative/status/device.operating-system.build-version.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["DeviceOperatingSystemBuildVersion"]


@model
class DeviceOperatingSystemBuildVersion(StatusItem):
    """The status item device.operating-system.build-version."""

    status_item_type: ClassVar[str] = "device.operating-system.build-version"

    value: str | None = key("device.operating-system.build-version", default=None, required=True)
