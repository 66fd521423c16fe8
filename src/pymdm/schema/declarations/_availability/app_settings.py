"""Which devices take AppSettings.

Source: declarative/declarations/configurations/app.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AppSettings": (
        Support("iOS", "27.0", shared_device=False, shared_user=True, enrollments="supervised"),
        Support("macOS", "27.0", user_channel=True, enrollments="supervised"),
        Support("tvOS visionOS", "27.0", enrollments="supervised"),
        Support("watchOS", NEVER),
    ),
    "AppSettings.Allowed.allowed_apps": (Support("macOS", NEVER),),
    "AppSettings.Allowed.denied_apps": (Support("macOS", NEVER),),
    "AppSettings.Allowed.allowed_binaries": (
        Support("iOS tvOS visionOS", NEVER),
        Support("macOS", user_channel=False),
    ),
    "AppSettings.Allowed.denied_binaries": (
        Support("iOS tvOS visionOS", NEVER),
        Support("macOS", user_channel=False),
    ),
    "AppSettings.Allowed.always_allow_managed_apps": (
        Support("iOS tvOS visionOS", NEVER),
        Support("macOS", user_channel=False),
    ),
    "AppSettings.privacy": (Support("macOS", device_channel=False), Support("tvOS visionOS", NEVER)),
    "AppSettings.Privacy.PermissionDefaults.accessibility": (Support("iOS", NEVER),),
    "AppSettings.Privacy.PermissionDefaults.location_accuracy": (Support("macOS", NEVER),),
}
