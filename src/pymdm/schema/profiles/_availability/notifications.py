"""Which devices take Notifications.

Source: mdm/profiles/com.apple.notificationsettings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "Notifications": (
        Support(
            "iOS",
            "9.3",
            supervised=True,
            shared_user=True,
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
        Support(
            "macOS",
            "10.15",
            user_channel=True,
            user_enrollment="forbidden",
            multiple=True,
            manual_install=True,
        ),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Notifications.NotificationSettingsItem.show_in_car_play": (
        Support("iOS", "12.0"),
        Support("macOS", NEVER),
    ),
    "Notifications.NotificationSettingsItem.critical_alert_enabled": (Support("iOS", "12.0"),),
    "Notifications.NotificationSettingsItem.grouping_type": (Support("iOS", "12.0"), Support("macOS", NEVER)),
    "Notifications.NotificationSettingsItem.preview_type": (Support("iOS", "14.0"), Support("macOS", NEVER)),
}
