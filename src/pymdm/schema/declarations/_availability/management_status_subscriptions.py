"""Which devices take ManagementStatusSubscriptions.

Source: declarative/declarations/configurations/management.status-subscriptions.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ManagementStatusSubscriptions": (
        Support("iOS", "15.0", shared_user=True, enrollments="supervised device user"),
        Support("macOS", "13.0", user_channel=True, enrollments="supervised user"),
        Support("tvOS", "16.0", enrollments="supervised device"),
        Support("visionOS", "1.1", enrollments="supervised device user"),
        Support("watchOS", "10.0", enrollments="supervised"),
    ),
}
