"""SoftwareUpdateInstallReason, as Apple's schema has it.

Source: declarative/status/softwareupdate.install-reason.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["SoftwareUpdateInstallReason"]


@model
class SoftwareUpdateInstallReason(StatusItem):
    """The status item softwareupdate.install-reason."""

    status_item_type: ClassVar[str] = "softwareupdate.install-reason"

    @model
    class Value(Model):
        """What stands under softwareupdate.install-reason."""

        reason: Sequence[str] | None = key(
            "reason",
            default=None,
            required=True,
            allowed=(
                "system-settings",
                "install-tonight",
                "auto-update",
                "notification",
                "setup-assistant",
                "command-line",
                "mdm",
                "declaration",
            ),
        )
        declaration_id: str | None = key("declaration-id", default=None)

    value: Value | None = key("softwareupdate.install-reason", default=None, required=True)
