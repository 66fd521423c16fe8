"""Which devices take MDMApp.

Source: declarative/status/mdm.app.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "MDMApp": (
        Support("iOS", "16.0", shared_user=True, enrollments="supervised device user"),
        Support("macOS", NEVER),
        Support("tvOS", "16.0", enrollments="supervised device"),
        Support("visionOS", "1.1", enrollments="supervised device user"),
        Support("watchOS", "10.0", enrollments="supervised"),
    ),
}
