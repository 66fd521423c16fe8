"""DeviceBatteryHealth, as Apple's schema has it.

Source: declarative/status/device.power.battery-health.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["DeviceBatteryHealth"]


@model
class DeviceBatteryHealth(StatusItem):
    """The status item device.power.battery-health."""

    status_item_type: ClassVar[str] = "device.power.battery-health"

    value: str | None = key(
        "device.power.battery-health",
        default=None,
        required=True,
        allowed=("non-genuine", "normal", "service-recommended", "unknown", "unsupported"),
    )
