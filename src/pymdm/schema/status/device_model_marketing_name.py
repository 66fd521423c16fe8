"""DeviceModelMarketingName, as Apple's schema has it.

Source: declarative/status/device.model.marketing-name.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["DeviceModelMarketingName"]


@model
class DeviceModelMarketingName(StatusItem):
    """The status item device.model.marketing-name."""

    status_item_type: ClassVar[str] = "device.model.marketing-name"

    value: str | None = key("device.model.marketing-name", default=None, required=True)
