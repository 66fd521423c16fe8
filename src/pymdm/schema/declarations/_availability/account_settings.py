"""Which devices take AccountSettings.

Source: declarative/declarations/configurations/account.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AccountSettings": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "27.2", user_channel=True, enrollments="supervised"),
    ),
}
