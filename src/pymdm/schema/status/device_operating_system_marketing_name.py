"""DeviceOperatingSystemMarketingName, as Apple's schema has it.

Source: declarative/status/device.operating-system.marketing-name.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["DeviceOperatingSystemMarketingName"]


@model
class DeviceOperatingSystemMarketingName(StatusItem):
    """The status item device.operating-system.marketing-name."""

    status_item_type: ClassVar[str] = "device.operating-system.marketing-name"

    value: str | None = key("device.operating-system.marketing-name", default=None, required=True)
