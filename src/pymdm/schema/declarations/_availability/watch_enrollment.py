"""Which devices take WatchEnrollment.

Source: declarative/declarations/configurations/watch.enrollment.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "WatchEnrollment": (
        Support("iOS", "17.0", shared_device=False, enrollments="supervised"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
}
