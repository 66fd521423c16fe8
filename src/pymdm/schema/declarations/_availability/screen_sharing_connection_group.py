"""Which devices take ScreenSharingConnectionGroup.

Source: declarative/declarations/configurations/screensharing.connection.group.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ScreenSharingConnectionGroup": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "14.0", user_channel=True, enrollments="supervised user local"),
    ),
}
