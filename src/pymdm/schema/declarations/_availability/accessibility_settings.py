"""Which devices take AccessibilitySettings.

Source: declarative/declarations/configurations/accessibility.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AccessibilitySettings": (
        Support("iOS", "27.0", shared_device=False, enrollments="supervised"),
        Support("macOS", "27.0", user_channel=True, enrollments="supervised"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "27.0", enrollments="supervised"),
    ),
}
