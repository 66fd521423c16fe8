"""DeviceOperatingSystemSupplementalExtraVersion, as Apple's schema has it.

Source: declarative/status/device.operating-system.supplemental.extra-version.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["DeviceOperatingSystemSupplementalExtraVersion"]


@model
class DeviceOperatingSystemSupplementalExtraVersion(StatusItem):
    """The status item device.operating-system.supplemental.extra-version."""

    status_item_type: ClassVar[str] = "device.operating-system.supplemental.extra-version"

    value: str | None = key("device.operating-system.supplemental.extra-version", default=None, required=True)
