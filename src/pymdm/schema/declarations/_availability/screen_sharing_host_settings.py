"""Which devices take ScreenSharingHostSettings.

Source: declarative/declarations/configurations/screensharing.host.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ScreenSharingHostSettings": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "14.0", enrollments="supervised local"),
    ),
}
