"""Which devices take DiskManagementSettings.

Source: declarative/declarations/configurations/diskmanagement.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "DiskManagementSettings": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "15.0", enrollments="supervised local"),
    ),
}
