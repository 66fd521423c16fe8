"""Which devices take ServicesBackgroundTask.

Source: declarative/status/services.background-task.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ServicesBackgroundTask": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "14.0", enrollments="supervised local"),
    ),
    "ServicesBackgroundTask.StatusValue.Launchd.device_management": (Support("macOS", "15.0"),),
}
