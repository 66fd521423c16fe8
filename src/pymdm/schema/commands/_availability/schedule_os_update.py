"""Which devices take ScheduleOSUpdate.

Source: mdm/commands/system.update.schedule.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ScheduleOSUpdate": (
        Support(
            "iOS",
            "9.0",
            deprecated="26.0",
            removed="27.0",
            right="AllowAppInstallation",
            supervised=True,
            user_enrollment="forbidden",
        ),
        Support(
            "macOS", "10.11", deprecated="26.0", removed="27.0", supervised=True, user_enrollment="forbidden"
        ),
        Support(
            "tvOS", "12.0", deprecated="26.0", removed="27.0", right="AllowAppInstallation", supervised=True
        ),
        Support("visionOS watchOS", NEVER),
    ),
    "ScheduleOSUpdate.UpdatesItem.product_version": (
        Support("iOS", "11.3"),
        Support("macOS", "12.0"),
        Support("tvOS", "12.2"),
    ),
    "ScheduleOSUpdate.UpdatesItem.max_user_deferrals": (Support("iOS tvOS", NEVER), Support("macOS", "12.0")),
    "ScheduleOSUpdate.UpdatesItem.priority": (Support("iOS tvOS", NEVER), Support("macOS", "12.3")),
}
