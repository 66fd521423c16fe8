"""Which devices take SafariExtensionSettings.

Source: declarative/declarations/configurations/safari.extensions.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SafariExtensionSettings": (
        Support("iOS", "18.0", shared_device=False, shared_user=True, enrollments="supervised"),
        Support("macOS", "15.0", device_channel=False, user_channel=True, enrollments="supervised"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "26.0", enrollments="supervised"),
    ),
}
