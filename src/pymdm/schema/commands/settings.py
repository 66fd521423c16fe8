"""Settings, as Apple's schema has it.

Source: mdm/commands/settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pymdm._model import Answer, Choice, Command, Model, Tagged, exactly_one, key, model

__all__ = ["Settings", "SettingsResponse"]


@model
class Settings(Command):
    """Change settings once; the user may change most of them again.

    A device acknowledges the command even where a setting failed: see `failed_items` of the answer.
    """

    request_type: ClassVar[str] = "Settings"

    @model
    class Wallpaper(Tagged):
        """The picture behind the lock screen (1), the home screen (2) or both (3)."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "Wallpaper")

        image: bytes = key("Image")
        where: int = key("Where", allowed=(1, 2, 3))

    @model
    class DataRoaming(Tagged):
        """Whether data may be used abroad; turning it on allows calls there, too."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "DataRoaming")

        enabled: bool = key("Enabled")

    @model
    class VoiceRoaming(Tagged):
        """Whether calls are possible abroad; turning it off ends data there, too."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "VoiceRoaming")

        enabled: bool = key("Enabled")

    @model
    class PersonalHotspot(Tagged):
        """Whether others may use the connection of the device."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "PersonalHotspot")

        enabled: bool = key("Enabled")

    @model
    class Bluetooth(Tagged):
        """Whether Bluetooth is on."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "Bluetooth")

        enabled: bool = key("Enabled")

    @model
    class ApplicationConfiguration(Tagged):
        """What a managed app is told by its server; without a configuration, nothing more."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "ApplicationConfiguration")

        identifier: str = key("Identifier")
        configuration: Mapping[str, Any] | None = key("Configuration", default=None, secret=True)

    @model
    class ApplicationAttributes(Tagged):
        """What a managed app may do and which network it uses."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "ApplicationAttributes")

        @model
        class Attributes(Model):
            """Networks, domains and rights of the app."""

            vpn_uuid: str | None = key("VPNUUID", default=None)
            content_filter_uuid: str | None = key("ContentFilterUUID", default=None)
            dns_proxy_uuid: str | None = key("DNSProxyUUID", default=None)
            relay_uuid: str | None = key("RelayUUID", default=None)
            associated_domains: Sequence[str] | None = key("AssociatedDomains", default=None)
            associated_domains_enable_direct_downloads: bool | None = key(
                "AssociatedDomainsEnableDirectDownloads", default=None, if_absent=False
            )
            removable: bool | None = key("Removable", default=None, if_absent=True)
            tap_to_pay_screen_lock: bool | None = key("TapToPayScreenLock", default=None, if_absent=False)
            cellular_slice_uuid: str | None = key("CellularSliceUUID", default=None)
            hideable: bool | None = key("Hideable", default=None, if_absent=True)
            lockable: bool | None = key("Lockable", default=None, if_absent=True)

        identifier: str = key("Identifier")
        attributes: Attributes | None = key("Attributes", default=None)

    @model
    class DeviceName(Tagged):
        """What the device is called."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "DeviceName")

        device_name: str = key("DeviceName")

    @model
    class HostName(Tagged):
        """What a Mac is called on the network."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "HostName")

        host_name: str = key("HostName")

    @model
    class OrganizationInfo(Tagged):
        """Who manages the device, as the user reads it."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "OrganizationInfo")

        @model
        class OrganizationInfo(Model):
            """Name, address and more, each as text."""

            organization_name: str = key("OrganizationName")
            organization_short_name: str | None = key("OrganizationShortName", default=None)
            organization_address: str | None = key("OrganizationAddress", default=None)
            organization_phone: str | None = key("OrganizationPhone", default=None)
            organization_email: str | None = key("OrganizationEmail", default=None)
            organization_magic: str | None = key("OrganizationMagic", default=None)

        organization_info: OrganizationInfo | None = key("OrganizationInfo", default=None)

    @model
    class DefaultApplications(Tagged):
        """Which apps open addresses, mail, calls and messages."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "DefaultApplications")

        web_browser: str | None = key("WebBrowser", default=None)
        calling: str | None = key("Calling", default=None)
        messaging: str | None = key("Messaging", default=None)

    @model
    class MDMOptions(Tagged):
        """What the device keeps about Activation Lock and bootstrap tokens."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "MDMOptions")

        @model
        class MDMOptions(Model):
            """The options."""

            activation_lock_allowed_while_supervised: bool | None = key(
                "ActivationLockAllowedWhileSupervised", default=None, if_absent=False
            )
            bootstrap_token_allowed: bool | None = key("BootstrapTokenAllowed", default=None, if_absent=False)
            prompt_user_to_allow_bootstrap_token_for_authentication: bool | None = key(
                "PromptUserToAllowBootstrapTokenForAuthentication", default=None, if_absent=False
            )
            idle_reboot_allowed: bool | None = key("IdleRebootAllowed", default=None, if_absent=False)

        mdm_options: MDMOptions = key("MDMOptions")

    @model
    class MaximumResidentUsers(Tagged):
        """How many users a Shared iPad keeps."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "MaximumResidentUsers")

        maximum_resident_users: int = key("MaximumResidentUsers")

    @model
    class SharedDeviceConfiguration(Tagged):
        """Users, quotas and sessions of a Shared iPad."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "SharedDeviceConfiguration")

        @model
        class AwaitUserConfiguration(Model):
            """What stands under AwaitUserConfiguration."""

            enabled: bool = key("Enabled")

        @model
        class PasscodePolicy(Model):
            """What stands under PasscodePolicy."""

            passcode_lock_grace_period: int | None = key(
                "PasscodeLockGracePeriod", default=None, allowed=(0, 60, 300, 900, 3600, 14400)
            )
            auto_lock_time: int | None = key("AutoLockTime", default=None)

        quota_size: int | None = key("QuotaSize", default=None)
        resident_users: int | None = key("ResidentUsers", default=None)
        user_session_timeout: int | None = key("UserSessionTimeout", default=None)
        temporary_session_timeout: int | None = key("TemporarySessionTimeout", default=None)
        temporary_session_only: bool | None = key("TemporarySessionOnly", default=None, if_absent=False)
        managed_apple_id_default_domains: Sequence[str] | None = key(
            "ManagedAppleIDDefaultDomains", default=None
        )
        online_authentication_grace_period: int | None = key("OnlineAuthenticationGracePeriod", default=None)
        skip_language_and_locale_setup_for_new_users: bool | None = key(
            "SkipLanguageAndLocaleSetupForNewUsers", default=None, if_absent=False
        )
        await_user_configuration: AwaitUserConfiguration | None = key("AwaitUserConfiguration", default=None)
        passcode_policy: PasscodePolicy | None = key("PasscodePolicy", default=None)

    @model
    class DiagnosticSubmission(Tagged):
        """Whether diagnostics go to Apple."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "DiagnosticSubmission")

        enabled: bool = key("Enabled")

    @model
    class AppAnalytics(Tagged):
        """Whether diagnostics go to the makers of apps."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "AppAnalytics")

        enabled: bool = key("Enabled")

    @model
    class PasscodeLockGracePeriod(Tagged):
        """How long a locked Shared iPad opens without passcode."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "PasscodeLockGracePeriod")

        passcode_lock_grace_period: int = key(
            "PasscodeLockGracePeriod", allowed=(0, 60, 300, 900, 3600, 14400)
        )

    @model
    class TimeZone(Tagged):
        """The time zone, by its name in the tz database."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "TimeZone")

        time_zone: str = key("TimeZone")

    @model
    class SoftwareUpdateSettings(Tagged):
        """Which of two supported systems is recommended."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "SoftwareUpdateSettings")

        recommendation_cadence: int = key("RecommendationCadence", allowed=(0, 1, 2))

    @model
    class AccessibilitySettings(Tagged):
        """Text size, zoom, VoiceOver and other aids."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "AccessibilitySettings")

        bold_text_enabled: bool | None = key("BoldTextEnabled", default=None, if_absent=False)
        increase_contrast_enabled: bool | None = key("IncreaseContrastEnabled", default=None, if_absent=False)
        reduce_motion_enabled: bool | None = key("ReduceMotionEnabled", default=None, if_absent=False)
        reduce_transparency_enabled: bool | None = key(
            "ReduceTransparencyEnabled", default=None, if_absent=False
        )
        text_size: int | None = key(
            "TextSize", default=None, if_absent=4, allowed=(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
        )
        touch_accommodations_enabled: bool | None = key(
            "TouchAccommodationsEnabled", default=None, if_absent=False
        )
        voice_over_enabled: bool | None = key("VoiceOverEnabled", default=None, if_absent=False)
        zoom_enabled: bool | None = key("ZoomEnabled", default=None, if_absent=False)
        grayscale_enabled: bool | None = key("GrayscaleEnabled", default=None, if_absent=False)

    @model
    class Language(Tagged):
        """The language of a supervised Apple TV (2014)."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "Language")

        language: str = key("Language")

    @model
    class Locale(Tagged):
        """The region of a supervised Apple TV (2014)."""

        TAG: ClassVar[tuple[str, str]] = ("Item", "Locale")
        RULES: ClassVar[tuple[Choice, ...]] = (exactly_one("Language", "Locale"),)

        language: str | None = key("Language", default=None)
        locale: str | None = key("Locale", default=None)

    AnySetting = (
        Wallpaper
        | DataRoaming
        | VoiceRoaming
        | PersonalHotspot
        | Bluetooth
        | ApplicationConfiguration
        | ApplicationAttributes
        | DeviceName
        | HostName
        | OrganizationInfo
        | DefaultApplications
        | MDMOptions
        | MaximumResidentUsers
        | SharedDeviceConfiguration
        | DiagnosticSubmission
        | AppAnalytics
        | PasscodeLockGracePeriod
        | TimeZone
        | SoftwareUpdateSettings
        | AccessibilitySettings
        | Language
        | Locale
    )

    settings: Sequence[AnySetting] = key("Settings")


@model
class SettingsResponse(Answer):
    """A result for each setting, in the order of the command."""

    @model
    class SettingsItem(Model):
        """What became of one setting."""

        status: str | None = key("Status", default=None, required=True)
        error_chain: Sequence[Mapping[str, Any]] | None = key("ErrorChain", default=None)
        identifier: str | None = key("Identifier", default=None)

    settings: Sequence[SettingsItem] | None = key("Settings", default=None)
