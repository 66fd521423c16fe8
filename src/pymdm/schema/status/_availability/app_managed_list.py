"""Which devices take AppManagedList.

Source: declarative/status/app.managed.list.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AppManagedList": (
        Support("iOS", "17.2", enrollments="supervised device user"),
        Support("macOS", "26.0", user_channel=True, enrollments="supervised user"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.4", enrollments="supervised device user"),
    ),
    "AppManagedList.StatusValue.config_state": (Support("iOS", "18.4"), Support("macOS", "27.0")),
}
