"""DiskManagementSettings, as Apple's schema has it.

Source: declarative/declarations/configurations/diskmanagement.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["DiskManagementSettings"]


@model
class DiskManagementSettings(Declaration):
    """Which disks are mounted."""

    declaration_type: ClassVar[str] = "com.apple.configuration.diskmanagement.settings"
    APPLY: ClassVar[str] = "combined"

    @model
    class Restrictions(Model):
        """What stands under Restrictions."""

        external_storage: str | None = key(
            "ExternalStorage",
            default=None,
            allowed=("Allowed", "ReadOnly", "Disallowed"),
            combine="enum-last",
        )
        network_storage: str | None = key(
            "NetworkStorage", default=None, allowed=("Allowed", "ReadOnly", "Disallowed"), combine="enum-last"
        )

    restrictions: Restrictions | None = key("Restrictions", default=None)
