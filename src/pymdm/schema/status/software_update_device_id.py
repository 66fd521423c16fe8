"""SoftwareUpdateDeviceID, as Apple's schema has it.

Source: declarative/status/softwareupdate.device-id.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["SoftwareUpdateDeviceID"]


@model
class SoftwareUpdateDeviceID(StatusItem):
    """The status item softwareupdate.device-id."""

    status_item_type: ClassVar[str] = "softwareupdate.device-id"

    value: str | None = key("softwareupdate.device-id", default=None, required=True)
