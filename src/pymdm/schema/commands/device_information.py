"""DeviceInformation, as Apple's schema has it.

Source: mdm/commands/information.device.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["DeviceInformation", "DeviceInformationResponse"]


@model
class DeviceInformation(Command):
    """Ask for facts about the device, by name.

    A device leaves out of its answer what it does not know or may not tell.
    """

    request_type: ClassVar[str] = "DeviceInformation"

    queries: Sequence[str] = key(
        "Queries",
        allowed=(
            "UDID",
            "ProvisioningUDID",
            "OrganizationInfo",
            "MDMOptions",
            "LastCloudBackupDate",
            "AwaitingConfiguration",
            "iTunesStoreAccountIsActive",
            "iTunesStoreAccountHash",
            "DeviceName",
            "OSVersion",
            "SupplementalOSVersionExtra",
            "BuildVersion",
            "SupplementalBuildVersion",
            "ModelName",
            "Model",
            "ModelNumber",
            "IsAppleSilicon",
            "ProductName",
            "SerialNumber",
            "DeviceCapacity",
            "AvailableDeviceCapacity",
            "IMEI",
            "MEID",
            "ModemFirmwareVersion",
            "CellularTechnology",
            "BatteryLevel",
            "HasBattery",
            "IsSupervised",
            "IsMultiUser",
            "IsDeviceLocatorServiceEnabled",
            "IsActivationLockEnabled",
            "IsActivationLockSupported",
            "IsDoNotDisturbInEffect",
            "DeviceID",
            "EASDeviceIdentifier",
            "IsCloudBackupEnabled",
            "ActiveManagedUsers",
            "OSUpdateSettings",
            "LocalHostName",
            "HostName",
            "AutoSetupAdminAccounts",
            "SystemIntegrityProtectionEnabled",
            "SupportsLOMDevice",
            "IsMDMLostModeEnabled",
            "MaximumResidentUsers",
            "EstimatedResidentUsers",
            "QuotaSize",
            "ResidentUsers",
            "UserSessionTimeout",
            "TemporarySessionTimeout",
            "TemporarySessionOnly",
            "ManagedAppleIDDefaultDomains",
            "OnlineAuthenticationGracePeriod",
            "SkipLanguageAndLocaleSetupForNewUsers",
            "PushToken",
            "DiagnosticSubmissionEnabled",
            "AppAnalyticsEnabled",
            "TimeZone",
            "ICCID",
            "BluetoothMAC",
            "WiFiMAC",
            "EthernetMAC",
            "CurrentCarrierNetwork",
            "SIMCarrierNetwork",
            "SubscriberCarrierNetwork",
            "CarrierSettingsVersion",
            "PhoneNumber",
            "DataRoamingEnabled",
            "VoiceRoamingEnabled",
            "PersonalHotspotEnabled",
            "IsNetworkTethered",
            "IsRoaming",
            "SubscriberMCC",
            "SubscriberMNC",
            "CurrentMCC",
            "CurrentMNC",
            "ServiceSubscriptions",
            "PINRequiredForEraseDevice",
            "PINRequiredForDeviceLock",
            "SupportsiOSAppInstalls",
            "SoftwareUpdateDeviceID",
            "SoftwareUpdateSettings",
            "AccessibilitySettings",
            "DevicePropertiesAttestation",
            "EACSPreflight",
            "Languages",
            "Locales",
            "EthernetMACs",
        ),
    )
    device_attestation_nonce: bytes | None = key("DeviceAttestationNonce", default=None)


@model
class DeviceInformationResponse(Answer):
    """What a device told about itself."""

    @model
    class QueryResponses(Model):
        """The facts that were asked for, as far as the device has them."""

        @model
        class OrganizationInfo(Model):
            """Who manages the device, as Settings said it."""

            organization_name: str | None = key("OrganizationName", default=None, required=True)
            organization_address: str | None = key("OrganizationAddress", default=None)
            organization_phone: str | None = key("OrganizationPhone", default=None)
            organization_email: str | None = key("OrganizationEmail", default=None)
            organization_magic: str | None = key("OrganizationMagic", default=None)

        @model
        class MDMOptions(Model):
            """What Settings said about Activation Lock and bootstrap tokens."""

            activation_lock_allowed_while_supervised: bool | None = key(
                "ActivationLockAllowedWhileSupervised", default=None, if_absent=False
            )
            bootstrap_token_allowed: bool | None = key("BootstrapTokenAllowed", default=None, if_absent=False)
            prompt_user_to_allow_bootstrap_token_for_authentication: bool | None = key(
                "PromptUserToAllowBootstrapTokenForAuthentication", default=None, if_absent=False
            )

        @model
        class OSUpdateSettings(Model):
            """How a Mac updates itself."""

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
            """One account that AccountConfiguration made."""

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
            """Which of two supported systems is recommended."""

            recommendations_cadence: int | None = key("RecommendationsCadence", default=None)

        @model
        class AccessibilitySettings(Model):
            """Text size, zoom, VoiceOver and other aids."""

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
