"""DeviceInformation: the facts of mdm/commands/information.device.yaml.

Laid by hand, in the form that the schema generator will emit.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Final

from pymdm._model import NEVER, Answer, Command, Model, Support, key, model

__all__ = ["QUERIES", "DeviceInformation", "DeviceInformationResponse"]

QUERIES: Final[Mapping[str, tuple[Support, ...]]] = {
    "UDID": (Support("iOS macOS visionOS", user_enrollment="forbidden"),),
    "ProvisioningUDID": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "11.3", user_enrollment="forbidden"),
    ),
    "OrganizationInfo": (Support("iOS", "7.0"), Support("macOS", "10.11")),
    "MDMOptions": (Support("iOS", "7.0"), Support("macOS", "11.0")),
    "LastCloudBackupDate": (
        Support("iOS", "8.0", user_enrollment="forbidden"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", user_enrollment="forbidden"),
    ),
    "AwaitingConfiguration": (
        Support("iOS", "9.0", user_enrollment="forbidden"),
        Support("macOS", "10.11", user_enrollment="forbidden"),
        Support("tvOS", "10.2"),
        Support("visionOS", "2.0", user_enrollment="forbidden"),
    ),
    "iTunesStoreAccountIsActive": (
        Support("iOS", "7.0", right="AllowAppInstallation", user_enrollment="forbidden"),
        Support("macOS", "10.9", right="AllowAppInstallation", user_enrollment="forbidden"),
        Support("tvOS watchOS", right="AllowAppInstallation"),
        Support("visionOS", NEVER),
    ),
    "iTunesStoreAccountHash": (
        Support("iOS", "8.0", right="AllowAppInstallation", user_enrollment="forbidden"),
        Support("macOS", "10.10", right="AllowAppInstallation", user_enrollment="forbidden"),
        Support("tvOS watchOS", right="AllowAppInstallation"),
        Support("visionOS", NEVER),
    ),
    "DeviceName": (Support("iOS macOS tvOS visionOS watchOS", right="AllowQueryDeviceInformation"),),
    "OSVersion": (Support("iOS macOS tvOS visionOS watchOS", right="AllowQueryDeviceInformation"),),
    "SupplementalOSVersionExtra": (
        Support("iOS tvOS", "16.1", right="AllowQueryDeviceInformation"),
        Support("macOS", "13.0", right="AllowQueryDeviceInformation"),
        Support("visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "BuildVersion": (Support("iOS macOS tvOS visionOS watchOS", right="AllowQueryDeviceInformation"),),
    "SupplementalBuildVersion": (
        Support("iOS tvOS", "16.1", right="AllowQueryDeviceInformation"),
        Support("macOS", "13.0", right="AllowQueryDeviceInformation"),
        Support("visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "ModelName": (Support("iOS macOS tvOS visionOS watchOS", right="AllowQueryDeviceInformation"),),
    "Model": (
        Support("iOS macOS tvOS watchOS", right="AllowQueryDeviceInformation"),
        Support("visionOS", NEVER),
    ),
    "ModelNumber": (
        Support("iOS tvOS", "16.4", right="AllowQueryDeviceInformation"),
        Support("macOS", "13.3", right="AllowQueryDeviceInformation"),
        Support("visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "IsAppleSilicon": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "12.0", right="AllowQueryDeviceInformation"),
    ),
    "ProductName": (Support("iOS macOS tvOS visionOS watchOS", right="AllowQueryDeviceInformation"),),
    "SerialNumber": (
        Support("iOS macOS visionOS", right="AllowQueryDeviceInformation", user_enrollment="forbidden"),
        Support("tvOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceCapacity": (
        Support("iOS macOS visionOS watchOS", right="AllowQueryDeviceInformation"),
        Support("tvOS", NEVER),
    ),
    "AvailableDeviceCapacity": (
        Support("iOS macOS visionOS watchOS", right="AllowQueryDeviceInformation"),
        Support("tvOS", NEVER),
    ),
    "IMEI": (
        Support(
            "iOS",
            deprecated="16.0",
            removed="26.0",
            right="AllowQueryDeviceInformation",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "MEID": (
        Support(
            "iOS",
            deprecated="16.0",
            removed="26.0",
            right="AllowQueryDeviceInformation",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "ModemFirmwareVersion": (
        Support("iOS", right="AllowQueryDeviceInformation", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "CellularTechnology": (
        Support("iOS", "4.2.6", right="AllowQueryDeviceInformation"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "BatteryLevel": (
        Support("iOS", "5.0", right="AllowQueryDeviceInformation"),
        Support("macOS", "13.3", right="AllowQueryDeviceInformation"),
        Support("tvOS", NEVER),
        Support("visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "HasBattery": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "13.3", right="AllowQueryDeviceInformation"),
    ),
    "IsSupervised": (
        Support("iOS", "6.0", right="AllowQueryDeviceInformation"),
        Support("macOS", "10.15"),
        Support("tvOS visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "IsMultiUser": (
        Support("iOS", "9.3", right="AllowQueryDeviceInformation"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "IsDeviceLocatorServiceEnabled": (
        Support("iOS", "7.0", right="AllowQueryDeviceInformation"),
        Support("macOS tvOS", NEVER),
        Support("visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "IsActivationLockEnabled": (
        Support(
            "iOS", "7.0", deprecated="16.0", right="AllowQueryDeviceInformation", user_enrollment="forbidden"
        ),
        Support(
            "macOS",
            "10.15",
            deprecated="13.0",
            right="AllowQueryDeviceInformation",
            user_enrollment="forbidden",
        ),
        Support("tvOS visionOS", NEVER),
        Support("watchOS", deprecated="10.0", right="AllowQueryDeviceInformation"),
    ),
    "IsActivationLockSupported": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.15", right="AllowQueryDeviceInformation", user_enrollment="forbidden"),
    ),
    "IsDoNotDisturbInEffect": (
        Support("iOS", "7.0", right="AllowQueryDeviceInformation", user_enrollment="forbidden"),
        Support("macOS tvOS", NEVER),
        Support("visionOS", right="AllowQueryDeviceInformation", user_enrollment="forbidden"),
        Support("watchOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceID": (
        Support("iOS macOS visionOS watchOS", NEVER),
        Support("tvOS", right="AllowQueryDeviceInformation"),
    ),
    "EASDeviceIdentifier": (
        Support("iOS", "7.0", right="AllowQueryDeviceInformation"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", right="AllowQueryDeviceInformation"),
    ),
    "IsCloudBackupEnabled": (
        Support("iOS", "7.1", right="AllowQueryDeviceInformation", user_enrollment="forbidden"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", right="AllowQueryDeviceInformation", user_enrollment="forbidden"),
    ),
    "ActiveManagedUsers": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.11", right="AllowQueryDeviceInformation", user_channel=False),
    ),
    "OSUpdateSettings": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.11",
            deprecated="26.0",
            removed="27.0",
            right="AllowQueryDeviceInformation",
            user_enrollment="forbidden",
        ),
    ),
    "LocalHostName": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.11", right="AllowQueryDeviceInformation"),
    ),
    "HostName": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.11", right="AllowQueryDeviceInformation"),
    ),
    "AutoSetupAdminAccounts": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.11",
            right="AllowQueryDeviceInformation",
            device_assigned=True,
            user_enrollment="forbidden",
        ),
    ),
    "SystemIntegrityProtectionEnabled": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.12", right="AllowQueryDeviceInformation"),
    ),
    "SupportsLOMDevice": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "11.0", right="AllowQueryDeviceInformation"),
    ),
    "IsMDMLostModeEnabled": (
        Support("iOS", "9.3", right="AllowQueryDeviceInformation", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS", NEVER),
        Support("watchOS", right="AllowQueryDeviceInformation"),
    ),
    "MaximumResidentUsers": (
        Support(
            "iOS",
            "9.3",
            right="AllowQueryDeviceInformation",
            supervised=True,
            device_assigned=True,
            shared_ipad="required",
            shared_user=False,
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "EstimatedResidentUsers": (
        Support(
            "iOS",
            "14.0",
            right="AllowQueryDeviceInformation",
            supervised=True,
            device_assigned=True,
            shared_ipad="required",
            shared_user=False,
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "QuotaSize": (
        Support(
            "iOS",
            "13.4",
            right="AllowQueryDeviceInformation",
            supervised=True,
            device_assigned=True,
            shared_ipad="required",
            shared_user=False,
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "ResidentUsers": (
        Support(
            "iOS",
            "13.4",
            right="AllowQueryDeviceInformation",
            supervised=True,
            device_assigned=True,
            shared_ipad="required",
            shared_user=False,
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "UserSessionTimeout": (
        Support(
            "iOS",
            "14.5",
            right="AllowQueryDeviceInformation",
            supervised=True,
            device_assigned=True,
            shared_ipad="required",
            shared_user=False,
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "TemporarySessionTimeout": (
        Support(
            "iOS",
            "14.5",
            right="AllowQueryDeviceInformation",
            supervised=True,
            device_assigned=True,
            shared_ipad="required",
            shared_user=False,
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "TemporarySessionOnly": (
        Support(
            "iOS",
            "14.5",
            right="AllowQueryDeviceInformation",
            supervised=True,
            device_assigned=True,
            shared_ipad="required",
            shared_user=False,
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "ManagedAppleIDDefaultDomains": (
        Support(
            "iOS",
            "16.0",
            right="AllowQueryDeviceInformation",
            supervised=True,
            device_assigned=True,
            shared_ipad="required",
            shared_user=False,
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "OnlineAuthenticationGracePeriod": (
        Support(
            "iOS",
            "16.0",
            right="AllowQueryDeviceInformation",
            supervised=True,
            device_assigned=True,
            shared_ipad="required",
            shared_user=False,
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "SkipLanguageAndLocaleSetupForNewUsers": (
        Support(
            "iOS",
            "16.2",
            right="AllowQueryDeviceInformation",
            supervised=True,
            device_assigned=True,
            shared_ipad="required",
            shared_user=False,
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "PushToken": (
        Support(
            "iOS",
            "9.3",
            right="AllowQueryDeviceInformation",
            shared_device=False,
            user_enrollment="forbidden",
        ),
        Support("macOS", "10.12"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "DiagnosticSubmissionEnabled": (
        Support("iOS", "9.3", right="AllowQueryDeviceInformation"),
        Support("macOS tvOS", NEVER),
        Support("visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "AppAnalyticsEnabled": (
        Support("iOS", "9.3", right="AllowQueryDeviceInformation"),
        Support("macOS tvOS", NEVER),
        Support("visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "TimeZone": (
        Support("iOS tvOS", "14.0", right="AllowQueryDeviceInformation"),
        Support("macOS", "26.0", right="AllowQueryDeviceInformation"),
        Support("visionOS", "2.0", right="AllowQueryDeviceInformation"),
        Support("watchOS", right="AllowQueryDeviceInformation"),
    ),
    "ICCID": (
        Support(
            "iOS",
            deprecated="16.0",
            removed="26.0",
            right="AllowQueryNetworkInformation",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "BluetoothMAC": (
        Support("iOS macOS visionOS", right="AllowQueryNetworkInformation", user_enrollment="forbidden"),
        Support("tvOS", right="AllowQueryNetworkInformation"),
        Support("watchOS", NEVER),
    ),
    "WiFiMAC": (
        Support("iOS macOS visionOS", right="AllowQueryNetworkInformation", user_enrollment="forbidden"),
        Support("tvOS watchOS", right="AllowQueryNetworkInformation"),
    ),
    "EthernetMAC": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", right="AllowQueryNetworkInformation", user_enrollment="forbidden"),
    ),
    "CurrentCarrierNetwork": (
        Support(
            "iOS",
            deprecated="16.0",
            removed="26.0",
            right="AllowQueryNetworkInformation",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "SIMCarrierNetwork": (
        Support("iOS", removed="5.0", right="AllowQueryNetworkInformation", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "SubscriberCarrierNetwork": (
        Support(
            "iOS",
            "5.0",
            deprecated="16.0",
            removed="26.0",
            right="AllowQueryNetworkInformation",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "CarrierSettingsVersion": (
        Support(
            "iOS",
            deprecated="16.0",
            removed="26.0",
            right="AllowQueryNetworkInformation",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "PhoneNumber": (
        Support(
            "iOS",
            deprecated="16.0",
            removed="26.0",
            right="AllowQueryNetworkInformation",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "DataRoamingEnabled": (
        Support("iOS", "5.0", right="AllowQueryNetworkInformation", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "VoiceRoamingEnabled": (
        Support(
            "iOS",
            "5.0",
            deprecated="16.0",
            removed="26.0",
            right="AllowQueryNetworkInformation",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "PersonalHotspotEnabled": (
        Support("iOS", "7.0", right="AllowQueryNetworkInformation", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "IsNetworkTethered": (
        Support("iOS", "10.3", right="AllowQueryNetworkInformation"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "IsRoaming": (
        Support(
            "iOS", "4.2", removed="26.0", right="AllowQueryNetworkInformation", user_enrollment="forbidden"
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "SubscriberMCC": (
        Support(
            "iOS",
            "4.2.6",
            deprecated="16.0",
            removed="26.0",
            right="AllowQueryNetworkInformation",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "SubscriberMNC": (
        Support(
            "iOS",
            "4.2.6",
            deprecated="16.0",
            removed="26.0",
            right="AllowQueryNetworkInformation",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "CurrentMCC": (
        Support(
            "iOS",
            deprecated="16.0",
            removed="26.0",
            right="AllowQueryNetworkInformation",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "CurrentMNC": (
        Support(
            "iOS",
            deprecated="16.0",
            removed="26.0",
            right="AllowQueryNetworkInformation",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "ServiceSubscriptions": (
        Support("iOS", "12.0", right="AllowQueryNetworkInformation", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "PINRequiredForEraseDevice": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "11.0", right="AllowQueryDeviceInformation", user_enrollment="forbidden"),
    ),
    "PINRequiredForDeviceLock": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "11.0", right="AllowQueryDeviceInformation", user_enrollment="forbidden"),
    ),
    "SupportsiOSAppInstalls": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "11.0", right="AllowQueryDeviceInformation"),
    ),
    "SoftwareUpdateDeviceID": (
        Support("iOS", "15.0", deprecated="26.0", removed="27.0", user_enrollment="forbidden"),
        Support("macOS", "12.0", deprecated="26.0", removed="27.0", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", deprecated="26.0", removed="27.0", user_enrollment="forbidden"),
    ),
    "SoftwareUpdateSettings": (
        Support("iOS", "14.5", deprecated="26.0", removed="27.0", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "AccessibilitySettings": (
        Support("iOS", "16.0", supervised=True, shared_device=False, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS", NEVER),
        Support("watchOS", supervised=True),
    ),
    "DevicePropertiesAttestation": (Support("iOS tvOS", "16.0"), Support("macOS", "14.0")),
    "EACSPreflight": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "13.3",
            right="AllowQueryDeviceInformation",
            user_channel=False,
            user_enrollment="forbidden",
        ),
    ),
    # Of the 2014 reference; today's schema no longer has them.
    "Languages": (Support("macOS", "10.9"), Support("iOS visionOS watchOS", NEVER)),
    "Locales": (Support("macOS", "10.9"), Support("iOS visionOS watchOS", NEVER)),
    "EthernetMACs": (
        Support("iOS", "7.0", right="AllowQueryNetworkInformation"),
        Support("macOS", "10.8", right="AllowQueryNetworkInformation"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
}
"""What can be asked for, with the availability of each where it is not that of the command."""


@model
class DeviceInformation(Command):
    """Ask for facts about the device, by name.

    A device leaves out of its answer what it does not know or may not tell.
    """

    request_type: ClassVar[str] = "DeviceInformation"
    SUPPORT: ClassVar[tuple[Support, ...]] = (
        Support("iOS", "4.0", shared_user=True),
        Support("macOS", "10.7", user_channel=True),
        Support("tvOS", "9.0"),
        Support("visionOS", "1.1"),
        Support("watchOS", "10.0"),
    )

    queries: Sequence[str] = key("Queries", allowed=QUERIES)
    device_attestation_nonce: bytes | None = key(
        "DeviceAttestationNonce",
        default=None,
        support=(Support("iOS tvOS", "16.0"), Support("macOS", "14.0")),
    )


@model
class DeviceInformationResponse(Answer):
    """What a device tells about itself."""

    @model
    class QueryResponses(Model):
        """The facts that were asked for."""

        @model
        class OrganizationInfo(Model):
            """The organisation that the OrganizationInfo setting names."""

            organization_name: str | None = key("OrganizationName", default=None, required=True)
            organization_address: str | None = key("OrganizationAddress", default=None)
            organization_phone: str | None = key("OrganizationPhone", default=None)
            organization_email: str | None = key("OrganizationEmail", default=None)
            organization_magic: str | None = key("OrganizationMagic", default=None)

        @model
        class MDMOptions(Model):
            """The options that the MDMOptions setting holds."""

            activation_lock_allowed_while_supervised: bool | None = key(
                "ActivationLockAllowedWhileSupervised", default=None, if_absent=False
            )
            bootstrap_token_allowed: bool | None = key("BootstrapTokenAllowed", default=None, if_absent=False)
            prompt_user_to_allow_bootstrap_token_for_authentication: bool | None = key(
                "PromptUserToAllowBootstrapTokenForAuthentication", default=None, if_absent=False
            )

        @model
        class OSUpdateSettings(Model):
            """How a Mac looks for updates."""

            catalog_url: str | None = key("CatalogURL", default=None)
            is_default_catalog: bool | None = key("IsDefaultCatalog", default=None)
            previous_scan_date: datetime | None = key("PreviousScanDate", default=None)
            previous_scan_result: str | None = key("PreviousScanResult", default=None)
            perform_periodic_check: bool | None = key("PerformPeriodicCheck", default=None)
            auto_check_enabled: bool | None = key("AutoCheckEnabled", default=None)
            background_download_enabled: bool | None = key("BackgroundDownloadEnabled", default=None)
            automatic_app_installation_enabled: bool | None = key(
                "AutomaticAppInstallationEnabled", default=None
            )
            automatic_os_installation_enabled: bool | None = key(
                "AutomaticOSInstallationEnabled", default=None
            )
            automatic_security_updates_enabled: bool | None = key(
                "AutomaticSecurityUpdatesEnabled", default=None
            )

        @model
        class AutoSetupAdminAccountsItem(Model):
            """A local administrator made by Setup Assistant."""

            guid: str | None = key("GUID", default=None)
            short_name: str | None = key("shortName", default=None)

        @model
        class ServiceSubscriptionProperty(Model):
            """One SIM or eSIM."""

            carrier_settings_version: str | None = key("CarrierSettingsVersion", default=None)
            current_carrier_network: str | None = key("CurrentCarrierNetwork", default=None)
            current_mcc: str | None = key("CurrentMCC", default=None)
            current_mnc: str | None = key("CurrentMNC", default=None)
            iccid: str | None = key("ICCID", default=None)
            eid: str | None = key("EID", default=None)
            imei: str | None = key("IMEI", default=None)
            is_data_preferred: bool | None = key("IsDataPreferred", default=None)
            is_roaming: bool | None = key("IsRoaming", default=None)
            is_voice_preferred: bool | None = key("IsVoicePreferred", default=None)
            label: str | None = key("Label", default=None)
            label_id: str | None = key("LabelID", default=None)
            meid: str | None = key("MEID", default=None)
            phone_number: str | None = key("PhoneNumber", default=None)
            slot: str | None = key("Slot", default=None)
            subscriber_carrier_network: str | None = key("SubscriberCarrierNetwork", default=None)

        @model
        class SoftwareUpdateSettings(Model):
            """Which updates the device offers to its user."""

            recommendations_cadence: int | None = key("RecommendationsCadence", default=None)

        @model
        class AccessibilitySettings(Model):
            """Accessibility as it is set."""

            bold_text_enabled: bool | None = key("BoldTextEnabled", default=None)
            increase_contrast_enabled: bool | None = key("IncreaseContrastEnabled", default=None)
            reduce_motion_enabled: bool | None = key("ReduceMotionEnabled", default=None)
            reduce_transparency_enabled: bool | None = key("ReduceTransparencyEnabled", default=None)
            text_size: int | None = key(
                "TextSize", default=None, allowed=(-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
            )
            touch_accommodations_enabled: bool | None = key("TouchAccommodationsEnabled", default=None)
            voice_over_enabled: bool | None = key("VoiceOverEnabled", default=None)
            zoom_enabled: bool | None = key("ZoomEnabled", default=None)
            grayscale_enabled: bool | None = key("GrayscaleEnabled", default=None)

        udid: str | None = key("UDID", default=None)
        provisioning_udid: str | None = key("ProvisioningUDID", default=None)
        organization_info: OrganizationInfo | None = key("OrganizationInfo", default=None)
        mdm_options: MDMOptions | None = key("MDMOptions", default=None)
        last_cloud_backup_date: datetime | None = key("LastCloudBackupDate", default=None)
        awaiting_configuration: bool | None = key("AwaitingConfiguration", default=None)
        itunes_store_account_is_active: bool | None = key("iTunesStoreAccountIsActive", default=None)
        itunes_store_account_hash: str | None = key("iTunesStoreAccountHash", default=None)
        device_name: str | None = key("DeviceName", default=None)
        os_version: str | None = key("OSVersion", default=None)
        supplemental_os_version_extra: str | None = key("SupplementalOSVersionExtra", default=None)
        build_version: str | None = key("BuildVersion", default=None)
        supplemental_build_version: str | None = key("SupplementalBuildVersion", default=None)
        model_name: str | None = key("ModelName", default=None)
        model: str | None = key("Model", default=None)
        model_number: str | None = key("ModelNumber", default=None)
        is_apple_silicon: bool | None = key("IsAppleSilicon", default=None)
        product_name: str | None = key("ProductName", default=None)
        serial_number: str | None = key("SerialNumber", default=None)
        device_capacity: float | None = key("DeviceCapacity", default=None)
        available_device_capacity: float | None = key("AvailableDeviceCapacity", default=None)
        imei: str | None = key("IMEI", default=None)
        meid: str | None = key("MEID", default=None)
        modem_firmware_version: str | None = key("ModemFirmwareVersion", default=None)
        cellular_technology: int | None = key("CellularTechnology", default=None, allowed=(0, 1, 2, 3))
        battery_level: float | None = key("BatteryLevel", default=None)
        has_battery: bool | None = key("HasBattery", default=None)
        is_supervised: bool | None = key("IsSupervised", default=None)
        is_multi_user: bool | None = key("IsMultiUser", default=None)
        is_device_locator_service_enabled: bool | None = key("IsDeviceLocatorServiceEnabled", default=None)
        is_activation_lock_enabled: bool | None = key("IsActivationLockEnabled", default=None)
        is_activation_lock_supported: bool | None = key("IsActivationLockSupported", default=None)
        is_do_not_disturb_in_effect: bool | None = key("IsDoNotDisturbInEffect", default=None)
        supports_lom_device: bool | None = key("SupportsLOMDevice", default=None)
        device_id: str | None = key("DeviceID", default=None)
        eas_device_identifier: str | None = key("EASDeviceIdentifier", default=None)
        is_cloud_backup_enabled: bool | None = key("IsCloudBackupEnabled", default=None)
        active_managed_users: Sequence[str] | None = key("ActiveManagedUsers", default=None)
        os_update_settings: OSUpdateSettings | None = key("OSUpdateSettings", default=None)
        local_host_name: str | None = key("LocalHostName", default=None)
        host_name: str | None = key("HostName", default=None)
        auto_setup_admin_accounts: Sequence[AutoSetupAdminAccountsItem] | None = key(
            "AutoSetupAdminAccounts", default=None
        )
        system_integrity_protection_enabled: bool | None = key(
            "SystemIntegrityProtectionEnabled", default=None
        )
        is_mdm_lost_mode_enabled: bool | None = key("IsMDMLostModeEnabled", default=None)
        maximum_resident_users: int | None = key("MaximumResidentUsers", default=None)
        estimated_resident_users: int | None = key("EstimatedResidentUsers", default=None)
        quota_size: int | None = key("QuotaSize", default=None)
        resident_users: int | None = key("ResidentUsers", default=None)
        user_session_timeout: int | None = key("UserSessionTimeout", default=None)
        temporary_session_timeout: int | None = key("TemporarySessionTimeout", default=None)
        temporary_session_only: bool | None = key("TemporarySessionOnly", default=None)
        managed_apple_id_default_domains: Sequence[str] | None = key(
            "ManagedAppleIDDefaultDomains", default=None
        )
        online_authentication_grace_period: int | None = key("OnlineAuthenticationGracePeriod", default=None)
        skip_language_and_locale_setup_for_new_users: bool | None = key(
            "SkipLanguageAndLocaleSetupForNewUsers", default=None
        )
        push_token: bytes | None = key("PushToken", default=None, secret=True)
        diagnostic_submission_enabled: bool | None = key("DiagnosticSubmissionEnabled", default=None)
        app_analytics_enabled: bool | None = key("AppAnalyticsEnabled", default=None)
        time_zone: str | None = key("TimeZone", default=None)
        iccid: str | None = key("ICCID", default=None)
        bluetooth_mac: str | None = key("BluetoothMAC", default=None)
        wifi_mac: str | None = key("WiFiMAC", default=None)
        ethernet_mac: str | None = key("EthernetMAC", default=None)
        current_carrier_network: str | None = key("CurrentCarrierNetwork", default=None)
        sim_carrier_network: str | None = key("SIMCarrierNetwork", default=None)
        subscriber_carrier_network: str | None = key("SubscriberCarrierNetwork", default=None)
        carrier_settings_version: str | None = key("CarrierSettingsVersion", default=None)
        phone_number: str | None = key("PhoneNumber", default=None)
        data_roaming_enabled: bool | None = key("DataRoamingEnabled", default=None)
        voice_roaming_enabled: bool | None = key("VoiceRoamingEnabled", default=None)
        personal_hotspot_enabled: bool | None = key("PersonalHotspotEnabled", default=None)
        is_network_tethered: bool | None = key("IsNetworkTethered", default=None)
        is_roaming: bool | None = key("IsRoaming", default=None)
        sim_mcc: str | None = key("SIMMCC", default=None)
        sim_mnc: str | None = key("SIMMNC", default=None)
        subscriber_mcc: str | None = key("SubscriberMCC", default=None)
        subscriber_mnc: str | None = key("SubscriberMNC", default=None)
        current_mcc: str | None = key("CurrentMCC", default=None)
        current_mnc: str | None = key("CurrentMNC", default=None)
        service_subscriptions: Sequence[ServiceSubscriptionProperty] | None = key(
            "ServiceSubscriptions", default=None
        )
        pin_required_for_erase_device: bool | None = key("PINRequiredForEraseDevice", default=None)
        pin_required_for_device_lock: bool | None = key("PINRequiredForDeviceLock", default=None)
        supports_ios_app_installs: bool | None = key("SupportsiOSAppInstalls", default=None)
        software_update_device_id: str | None = key("SoftwareUpdateDeviceID", default=None)
        software_update_settings: SoftwareUpdateSettings | None = key("SoftwareUpdateSettings", default=None)
        accessibility_settings: AccessibilitySettings | None = key("AccessibilitySettings", default=None)
        device_properties_attestation: Sequence[bytes] | None = key(
            "DevicePropertiesAttestation", default=None
        )
        eacs_preflight: str | None = key("EACSPreflight", default=None)
        languages: Sequence[str] | None = key("Languages", default=None)
        locales: Sequence[str] | None = key("Locales", default=None)
        ethernet_macs: Sequence[str] | None = key("EthernetMACs", default=None)

    query_responses: QueryResponses | None = key("QueryResponses", default=None, required=True)
