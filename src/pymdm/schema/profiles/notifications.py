"""Notifications, as Apple's schema has it.

Source: mdm/profiles/com.apple.notificationsettings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["Notifications"]


@model
class Notifications(Payload):
    """How apps notify."""

    payload_type: ClassVar[str] = "com.apple.notificationsettings"

    @model
    class NotificationSettingsItem(Model):
        """How one app notifies."""

        bundle_identifier: str = key("BundleIdentifier")
        notifications_enabled: bool | None = key("NotificationsEnabled", default=None, if_absent=True)
        show_in_notification_center: bool | None = key(
            "ShowInNotificationCenter", default=None, if_absent=True
        )
        show_in_lock_screen: bool | None = key("ShowInLockScreen", default=None, if_absent=True)
        alert_type: int | None = key("AlertType", default=None, if_absent=1, allowed=(0, 1, 2))
        badges_enabled: bool | None = key("BadgesEnabled", default=None, if_absent=True)
        sounds_enabled: bool | None = key("SoundsEnabled", default=None, if_absent=True)
        show_in_car_play: bool | None = key("ShowInCarPlay", default=None, if_absent=True)
        critical_alert_enabled: bool | None = key("CriticalAlertEnabled", default=None, if_absent=False)
        grouping_type: int | None = key("GroupingType", default=None, if_absent=0, allowed=(0, 1, 2))
        preview_type: int | None = key("PreviewType", default=None, allowed=(0, 1, 2))

    notification_settings: Sequence[NotificationSettingsItem] = key("NotificationSettings")
