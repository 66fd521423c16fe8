"""Which devices take ExternalIntelligenceSettings.

Source: declarative/declarations/configurations/external-intelligence.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ExternalIntelligenceSettings": (
        Support("iOS", "26.4", shared_device=False, enrollments="supervised"),
        Support("macOS", "26.4", user_channel=True, enrollments="supervised"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "26.4", enrollments="supervised"),
    ),
}
