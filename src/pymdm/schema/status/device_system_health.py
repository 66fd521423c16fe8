"""DeviceSystemHealth, as Apple's schema has it.

Source: declarative/status/device.system.health.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["DeviceSystemHealth"]


@model
class DeviceSystemHealth(StatusItem):
    """The status item device.system.health."""

    status_item_type: ClassVar[str] = "device.system.health"

    @model
    class Value(Model):
        """The state of parts of the device."""

        baseband: str | None = key("Baseband", default=None, allowed=("ok", "error"))
        camera: str | None = key(
            "Camera", default=None, allowed=("ok", "error", "non-genuine", "pending-repair")
        )
        display: str | None = key(
            "Display", default=None, allowed=("ok", "error", "non-genuine", "pending-repair")
        )
        face_id: str | None = key("FaceID", default=None, allowed=("ok", "error", "pending-repair"))
        nfc: str | None = key("NFC", default=None, allowed=("ok", "error"))
        touch_id: str | None = key("TouchID", default=None, allowed=("ok", "error", "pending-repair"))
        uwb: str | None = key("UWB", default=None, allowed=("ok", "error"))

    value: Value | None = key("device.system.health", default=None, required=True)
