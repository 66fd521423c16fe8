"""Which devices take ServicesBackgroundTasks.

Source: declarative/declarations/configurations/services.background-tasks.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ServicesBackgroundTasks": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "15.0", enrollments="supervised"),
    ),
}
