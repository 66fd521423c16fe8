"""Which devices take ContentCaching.

Source: declarative/declarations/configurations/content-cache.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ContentCaching": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "27.0", enrollments="supervised local"),
    ),
}
