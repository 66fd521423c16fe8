"""Which devices take InstalledApplicationList.

Source: mdm/commands/application.installed.list.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "InstalledApplicationList": (
        Support("iOS", "5.0", right="AllowQueryApplications"),
        Support(
            "macOS", "10.7", right="AllowQueryApplications", user_channel=True, user_enrollment="forbidden"
        ),
        Support("tvOS", "10.2", right="AllowQueryApplications"),
        Support("visionOS", "1.1", right="AllowQueryApplications"),
        Support("watchOS", "10.0", right="AllowQueryApplications"),
    ),
    "InstalledApplicationList.identifiers": (Support("iOS", "7.0"), Support("macOS", "10.15")),
    "InstalledApplicationList.managed_apps_only": (Support("iOS", "7.0"), Support("macOS", "10.15")),
    "InstalledApplicationList.items": (Support("iOS tvOS", "14.0"), Support("macOS", NEVER)),
}
