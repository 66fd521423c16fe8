"""Which devices take ServicesConfigurationFiles.

Source: declarative/declarations/configurations/services.configuration-files.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ServicesConfigurationFiles": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "14.0", enrollments="supervised"),
    ),
}
