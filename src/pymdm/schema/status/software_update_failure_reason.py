"""SoftwareUpdateFailureReason, as Apple's schema has it.

Source: declarative/status/softwareupdate.failure-reason.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["SoftwareUpdateFailureReason"]


@model
class SoftwareUpdateFailureReason(StatusItem):
    """The status item softwareupdate.failure-reason."""

    status_item_type: ClassVar[str] = "softwareupdate.failure-reason"

    @model
    class Value(Model):
        """Why the last update failed, and how often."""

        count: int | None = key("count", default=None, required=True)
        reason: str | None = key("reason", default=None)
        timestamp: str | None = key("timestamp", default=None)

    value: Value | None = key("softwareupdate.failure-reason", default=None, required=True)
