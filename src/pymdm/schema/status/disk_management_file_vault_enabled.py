"""DiskManagementFileVaultEnabled, as Apple's schema has it.

Source: declarative/status/diskmanagement.filevault.enabled.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["DiskManagementFileVaultEnabled"]


@model
class DiskManagementFileVaultEnabled(StatusItem):
    """The status item diskmanagement.filevault.enabled."""

    status_item_type: ClassVar[str] = "diskmanagement.filevault.enabled"

    value: bool | None = key("diskmanagement.filevault.enabled", default=None, required=True)
