"""SoftwareUpdateInstallState, as Apple's schema has it.

Source: declarative/status/softwareupdate.install-state.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["SoftwareUpdateInstallState"]


@model
class SoftwareUpdateInstallState(StatusItem):
    """The status item softwareupdate.install-state."""

    status_item_type: ClassVar[str] = "softwareupdate.install-state"

    value: str | None = key(
        "softwareupdate.install-state",
        default=None,
        required=True,
        allowed=("none", "downloading", "prepared", "installing", "failed"),
    )
