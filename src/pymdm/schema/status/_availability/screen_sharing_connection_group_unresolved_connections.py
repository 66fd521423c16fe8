"""Which devices take ScreenSharingConnectionGroupUnresolvedConnections.

Source: declarative/status/screensharing.connection.group.unresolved-connection.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ScreenSharingConnectionGroupUnresolvedConnections": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "14.1", user_channel=True, enrollments="supervised user local"),
    ),
}
