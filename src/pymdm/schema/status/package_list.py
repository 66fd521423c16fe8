"""PackageList, as Apple's schema has it.

Source: declarative/status/package.list.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["PackageList"]


@model
class PackageList(StatusItem):
    """The status item package.list."""

    status_item_type: ClassVar[str] = "package.list"
    REASONS: ClassVar[tuple[str, ...]] = ("Error.DownloadFailed", "Error.InstallFailed")

    @model
    class StatusValue(Model):
        """One package."""

        @model
        class Reasons(Model):
            """One of reasons."""

            code: str | None = key("code", default=None, required=True)
            description: str | None = key("description", default=None)
            details: Mapping[str, Any] | None = key("details", default=None)

        identifier: str | None = key("identifier", default=None, required=True)
        removed: bool | None = key("_removed", default=None, if_absent=False)
        declaration_identifier: str | None = key("declaration-identifier", default=None)
        name: str | None = key("name", default=None)
        version: str | None = key("version", default=None)
        state: str | None = key(
            "state",
            default=None,
            allowed=(
                "optional",
                "queued",
                "prompting-for-consent",
                "downloading",
                "installing",
                "installed",
                "failed",
            ),
        )
        reasons: Sequence[Reasons] | None = key("reasons", default=None)

    value: Sequence[StatusValue] | None = key("package.list", default=None, required=True)
