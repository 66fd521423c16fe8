"""Which devices take DiskManagementFileVaultEnabled.

Source: declarative/status/diskmanagement.filevault.enabled.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "DiskManagementFileVaultEnabled": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "14.0", enrollments="supervised local"),
    ),
}
