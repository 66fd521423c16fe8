"""MDMApp, as Apple's schema has it.

Source: declarative/status/mdm.app.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["MDMApp"]


@model
class MDMApp(StatusItem):
    """The status item mdm.app."""

    status_item_type: ClassVar[str] = "mdm.app"

    @model
    class StatusValue(Model):
        """One of mdm.app."""

        identifier: str | None = key("identifier", default=None, required=True)
        removed: bool | None = key("_removed", default=None, if_absent=False)
        name: str | None = key("name", default=None)
        external_version_id: str | None = key("external-version-id", default=None)
        version: str | None = key("version", default=None)
        short_version: str | None = key("short-version", default=None)
        state: str | None = key(
            "state",
            default=None,
            allowed=(
                "queued",
                "needs-redemption",
                "redeeming",
                "prompting",
                "prompting-for-login",
                "validating-purchase",
                "prompting-for-update",
                "prompting-for-update-login",
                "prompting-for-management",
                "validating-update",
                "updating",
                "installing",
                "managed",
                "managed-but-uninstalled",
                "unknown",
                "user-installed-app",
                "user-rejected",
                "update-rejected",
                "management-rejected",
                "failed",
            ),
        )

    value: Sequence[StatusValue] | None = key("mdm.app", default=None, required=True)
