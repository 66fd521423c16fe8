"""SoftwareUpdatePendingVersion, as Apple's schema has it.

Source: declarative/status/softwareupdate.pending-version.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["SoftwareUpdatePendingVersion"]


@model
class SoftwareUpdatePendingVersion(StatusItem):
    """The status item softwareupdate.pending-version."""

    status_item_type: ClassVar[str] = "softwareupdate.pending-version"

    @model
    class Value(Model):
        """The version that waits, and by when."""

        os_version: str | None = key("os-version", default=None, required=True)
        build_version: str | None = key("build-version", default=None, required=True)
        target_local_date_time: str | None = key("target-local-date-time", default=None)

    value: Value | None = key("softwareupdate.pending-version", default=None, required=True)
