"""Which devices take Package.

Source: declarative/declarations/configurations/package.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "Package": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "26.0", enrollments="supervised"),
    ),
    "Package.uninstall_behavior": (Support("macOS", "27.0"),),
}
