"""Which devices take Settings.

Source: mdm/commands/settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "Settings": (
        Support("iOS", "5.0", right="AllowSettings", shared_user=True),
        Support("macOS", "10.9", right="AllowSettings", user_channel=True),
        Support("tvOS", "9.0", right="AllowSettings"),
        Support("visionOS", "1.1", right="AllowSettings"),
        Support("watchOS", "10.0", right="AllowSettings"),
    ),
    "Settings.Wallpaper": (
        Support("iOS", "8.0", supervised=True, shared_user=False, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Settings.DataRoaming": (
        Support("iOS", shared_user=False, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Settings.VoiceRoaming": (
        Support("iOS", deprecated="16.0", shared_user=False, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Settings.PersonalHotspot": (
        Support("iOS", right="AllowQueryNetworkInformation", shared_user=False, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Settings.Bluetooth": (
        Support("iOS", "11.3", supervised=True, shared_user=False, user_enrollment="forbidden"),
        Support("macOS", "10.13.4", user_channel=False, user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Settings.ApplicationConfiguration": (
        Support("iOS", "7.0", right="AllowAppInstallation", shared_user=False),
        Support("macOS", "10.15", right="AllowAppInstallation", user_channel=False),
        Support("tvOS", "10.2", right="AllowAppInstallation"),
        Support("visionOS watchOS", right="AllowAppInstallation"),
    ),
    "Settings.ApplicationAttributes": (
        Support("iOS", "7.0", right="AllowAppInstallation", shared_user=False),
        Support("macOS", NEVER),
        Support("tvOS", "10.2", right="AllowAppInstallation"),
        Support("visionOS watchOS", right="AllowAppInstallation"),
    ),
    "Settings.ApplicationAttributes.Attributes.vpn_uuid": (Support("tvOS", NEVER),),
    "Settings.ApplicationAttributes.Attributes.content_filter_uuid": (
        Support("iOS", "16.0"),
        Support("tvOS watchOS", NEVER),
    ),
    "Settings.ApplicationAttributes.Attributes.dns_proxy_uuid": (
        Support("iOS", "16.0"),
        Support("tvOS watchOS", NEVER),
    ),
    "Settings.ApplicationAttributes.Attributes.relay_uuid": (
        Support("iOS", "17.0"),
        Support("tvOS watchOS", NEVER),
    ),
    "Settings.ApplicationAttributes.Attributes.associated_domains": (
        Support("iOS", "13.0"),
        Support("tvOS", NEVER),
    ),
    "Settings.ApplicationAttributes.Attributes.associated_domains_enable_direct_downloads": (
        Support("iOS", "14.0"),
        Support("tvOS", NEVER),
    ),
    "Settings.ApplicationAttributes.Attributes.removable": (Support("iOS tvOS", "14.0"),),
    "Settings.ApplicationAttributes.Attributes.tap_to_pay_screen_lock": (
        Support("iOS", "16.4"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Settings.ApplicationAttributes.Attributes.cellular_slice_uuid": (
        Support("iOS", "17.0"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Settings.ApplicationAttributes.Attributes.hideable": (
        Support("iOS", "18.1"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Settings.ApplicationAttributes.Attributes.lockable": (
        Support("iOS", "18.1"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Settings.DeviceName": (
        Support("iOS", supervised=True, shared_user=False, user_enrollment="forbidden"),
        Support("macOS", "10.10", user_channel=False, user_enrollment="forbidden"),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
        Support("watchOS", NEVER),
    ),
    "Settings.HostName": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.11", user_channel=False, user_enrollment="forbidden"),
    ),
    "Settings.OrganizationInfo": (Support("iOS", shared_user=False), Support("macOS", user_channel=False)),
    "Settings.OrganizationInfo.OrganizationInfo.organization_short_name": (
        Support("iOS tvOS", "13.0"),
        Support("macOS", "10.15"),
    ),
    "Settings.DefaultApplications": (
        Support("iOS", "18.2", shared_device=False, user_enrollment="forbidden"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.2", user_enrollment="forbidden"),
    ),
    "Settings.DefaultApplications.calling": (Support("iOS", "26.0"), Support("visionOS", NEVER)),
    "Settings.DefaultApplications.messaging": (Support("iOS", "26.0"), Support("visionOS", NEVER)),
    "Settings.MDMOptions": (
        Support("iOS", "7.0", shared_user=False),
        Support("macOS", "10.15", user_channel=False, user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0"),
    ),
    "Settings.MDMOptions.MDMOptions.bootstrap_token_allowed": (
        Support("iOS visionOS", NEVER),
        Support("macOS", deprecated="11.0"),
    ),
    "Settings.MDMOptions.MDMOptions.prompt_user_to_allow_bootstrap_token_for_authentication": (
        Support("iOS visionOS", NEVER),
        Support("macOS", "11.0"),
    ),
    "Settings.MDMOptions.MDMOptions.idle_reboot_allowed": (
        Support("iOS", "18.4"),
        Support("macOS visionOS", NEVER),
    ),
    "Settings.MaximumResidentUsers": (
        Support(
            "iOS",
            "9.3",
            deprecated="13.4",
            shared_ipad="required",
            shared_user=False,
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Settings.SharedDeviceConfiguration": (
        Support("iOS", "13.4", shared_ipad="required", shared_user=False, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Settings.SharedDeviceConfiguration.user_session_timeout": (Support("iOS", "14.5"),),
    "Settings.SharedDeviceConfiguration.temporary_session_timeout": (
        Support("iOS", "14.5"),
        Support("visionOS", "26.0", supervised=True),
    ),
    "Settings.SharedDeviceConfiguration.temporary_session_only": (Support("iOS", "14.5"),),
    "Settings.SharedDeviceConfiguration.managed_apple_id_default_domains": (Support("iOS", "16.0"),),
    "Settings.SharedDeviceConfiguration.online_authentication_grace_period": (Support("iOS", "16.0"),),
    "Settings.SharedDeviceConfiguration.skip_language_and_locale_setup_for_new_users": (
        Support("iOS", "16.2"),
    ),
    "Settings.SharedDeviceConfiguration.await_user_configuration": (Support("iOS", "17.0"),),
    "Settings.SharedDeviceConfiguration.passcode_policy": (Support("iOS", "17.0"),),
    "Settings.DiagnosticSubmission": (
        Support("iOS", "9.3", shared_ipad="required", shared_user=False, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Settings.AppAnalytics": (
        Support("iOS", "9.3.2", shared_ipad="required", shared_user=False, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Settings.PasscodeLockGracePeriod": (
        Support(
            "iOS",
            "9.3.2",
            deprecated="17.0",
            shared_ipad="required",
            shared_user=False,
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Settings.TimeZone": (
        Support("iOS", "14.0", supervised=True, shared_user=False, user_enrollment="forbidden"),
        Support("macOS watchOS", NEVER),
        Support("tvOS", "14.0", supervised=True),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Settings.SoftwareUpdateSettings": (
        Support(
            "iOS",
            "14.5",
            deprecated="26.0",
            removed="27.0",
            supervised=True,
            shared_user=False,
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Settings.AccessibilitySettings": (
        Support("iOS", "16.0", supervised=True, shared_device=False, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS", NEVER),
        Support("watchOS", supervised=True),
    ),
    "Settings.AccessibilitySettings.increase_contrast_enabled": (Support("watchOS", NEVER),),
    "Settings.AccessibilitySettings.grayscale_enabled": (Support("iOS watchOS", NEVER),),
    "Settings.Language": (Support("iOS macOS visionOS watchOS", NEVER), Support("tvOS", supervised=True)),
    "Settings.Locale": (Support("iOS macOS visionOS watchOS", NEVER), Support("tvOS", supervised=True)),
}
