"""Which devices take AudioAccessorySettings.

Source: declarative/declarations/configurations/audio-accessory.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AudioAccessorySettings": (
        Support("iOS", "26.0", enrollments="supervised"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
}
