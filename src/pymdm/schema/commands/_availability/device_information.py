"""Which devices take DeviceInformation.

Source: mdm/commands/information.device.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "DeviceInformation": (
        Support("iOS", "4.0", shared_user=True),
        Support("macOS", "10.7", user_channel=True),
        Support("tvOS", "9.0"),
        Support("visionOS", "1.1"),
        Support("watchOS", "10.0"),
    ),
    "DeviceInformation.queries=UDID": (Support("iOS macOS visionOS", user_enrollment="forbidden"),),
    "DeviceInformation.queries=ProvisioningUDID": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "11.3", user_enrollment="forbidden"),
    ),
    "DeviceInformation.queries=OrganizationInfo": (Support("iOS", "7.0"), Support("macOS", "10.11")),
    "DeviceInformation.queries=MDMOptions": (Support("iOS", "7.0"), Support("macOS", "11.0")),
    "DeviceInformation.queries=LastCloudBackupDate": (
        Support("iOS", "8.0", user_enrollment="forbidden"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", user_enrollment="forbidden"),
    ),
    "DeviceInformation.queries=AwaitingConfiguration": (
        Support("iOS", "9.0", user_enrollment="forbidden"),
        Support("macOS", "10.11", user_enrollment="forbidden"),
        Support("tvOS", "10.2"),
        Support("visionOS", "2.0", user_enrollment="forbidden"),
    ),
    "DeviceInformation.queries=iTunesStoreAccountIsActive": (
        Support("iOS", "7.0", right="AllowAppInstallation", user_enrollment="forbidden"),
        Support("macOS", "10.9", right="AllowAppInstallation", user_enrollment="forbidden"),
        Support("tvOS watchOS", right="AllowAppInstallation"),
        Support("visionOS", NEVER),
    ),
    "DeviceInformation.queries=iTunesStoreAccountHash": (
        Support("iOS", "8.0", right="AllowAppInstallation", user_enrollment="forbidden"),
        Support("macOS", "10.10", right="AllowAppInstallation", user_enrollment="forbidden"),
        Support("tvOS watchOS", right="AllowAppInstallation"),
        Support("visionOS", NEVER),
    ),
    "DeviceInformation.queries=DeviceName": (
        Support("iOS macOS tvOS visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=OSVersion": (
        Support("iOS macOS tvOS visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=SupplementalOSVersionExtra": (
        Support("iOS tvOS", "16.1", right="AllowQueryDeviceInformation"),
        Support("macOS", "13.0", right="AllowQueryDeviceInformation"),
        Support("visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=BuildVersion": (
        Support("iOS macOS tvOS visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=SupplementalBuildVersion": (
        Support("iOS tvOS", "16.1", right="AllowQueryDeviceInformation"),
        Support("macOS", "13.0", right="AllowQueryDeviceInformation"),
        Support("visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=ModelName": (
        Support("iOS macOS tvOS visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=Model": (
        Support("iOS macOS tvOS watchOS", right="AllowQueryDeviceInformation"),
        Support("visionOS", NEVER),
    ),
    "DeviceInformation.queries=ModelNumber": (
        Support("iOS tvOS", "16.4", right="AllowQueryDeviceInformation"),
        Support("macOS", "13.3", right="AllowQueryDeviceInformation"),
        Support("visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=IsAppleSilicon": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "12.0", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=ProductName": (
        Support("iOS macOS tvOS visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=SerialNumber": (
        Support("iOS macOS visionOS", right="AllowQueryDeviceInformation", user_enrollment="forbidden"),
        Support("tvOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=DeviceCapacity": (
        Support("iOS macOS visionOS watchOS", right="AllowQueryDeviceInformation"),
        Support("tvOS", NEVER),
    ),
    "DeviceInformation.queries=AvailableDeviceCapacity": (
        Support("iOS macOS visionOS watchOS", right="AllowQueryDeviceInformation"),
        Support("tvOS", NEVER),
    ),
    "DeviceInformation.queries=IMEI": (
        Support(
            "iOS",
            deprecated="16.0",
            removed="26.0",
            right="AllowQueryDeviceInformation",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "DeviceInformation.queries=MEID": (
        Support(
            "iOS",
            deprecated="16.0",
            removed="26.0",
            right="AllowQueryDeviceInformation",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "DeviceInformation.queries=ModemFirmwareVersion": (
        Support("iOS", right="AllowQueryDeviceInformation", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "DeviceInformation.queries=CellularTechnology": (
        Support("iOS", "4.2.6", right="AllowQueryDeviceInformation"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "DeviceInformation.queries=BatteryLevel": (
        Support("iOS", "5.0", right="AllowQueryDeviceInformation"),
        Support("macOS", "13.3", right="AllowQueryDeviceInformation"),
        Support("tvOS", NEVER),
        Support("visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=HasBattery": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "13.3", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=IsSupervised": (
        Support("iOS", "6.0", right="AllowQueryDeviceInformation"),
        Support("macOS", "10.15"),
        Support("tvOS visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=IsMultiUser": (
        Support("iOS", "9.3", right="AllowQueryDeviceInformation"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "DeviceInformation.queries=IsDeviceLocatorServiceEnabled": (
        Support("iOS", "7.0", right="AllowQueryDeviceInformation"),
        Support("macOS tvOS", NEVER),
        Support("visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=IsActivationLockEnabled": (
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
    "DeviceInformation.queries=IsActivationLockSupported": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.15", right="AllowQueryDeviceInformation", user_enrollment="forbidden"),
    ),
    "DeviceInformation.queries=IsDoNotDisturbInEffect": (
        Support("iOS", "7.0", right="AllowQueryDeviceInformation", user_enrollment="forbidden"),
        Support("macOS tvOS", NEVER),
        Support("visionOS", right="AllowQueryDeviceInformation", user_enrollment="forbidden"),
        Support("watchOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=DeviceID": (
        Support("iOS macOS visionOS watchOS", NEVER),
        Support("tvOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=EASDeviceIdentifier": (
        Support("iOS", "7.0", right="AllowQueryDeviceInformation"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=IsCloudBackupEnabled": (
        Support("iOS", "7.1", right="AllowQueryDeviceInformation", user_enrollment="forbidden"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", right="AllowQueryDeviceInformation", user_enrollment="forbidden"),
    ),
    "DeviceInformation.queries=ActiveManagedUsers": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.11", right="AllowQueryDeviceInformation", user_channel=False),
    ),
    "DeviceInformation.queries=OSUpdateSettings": (
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
    "DeviceInformation.queries=LocalHostName": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.11", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=HostName": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.11", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=AutoSetupAdminAccounts": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.11",
            right="AllowQueryDeviceInformation",
            device_assigned=True,
            user_enrollment="forbidden",
        ),
    ),
    "DeviceInformation.queries=SystemIntegrityProtectionEnabled": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.12", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=SupportsLOMDevice": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "11.0", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=IsMDMLostModeEnabled": (
        Support("iOS", "9.3", right="AllowQueryDeviceInformation", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS", NEVER),
        Support("watchOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=MaximumResidentUsers": (
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
    "DeviceInformation.queries=EstimatedResidentUsers": (
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
    "DeviceInformation.queries=QuotaSize": (
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
    "DeviceInformation.queries=ResidentUsers": (
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
    "DeviceInformation.queries=UserSessionTimeout": (
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
    "DeviceInformation.queries=TemporarySessionTimeout": (
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
    "DeviceInformation.queries=TemporarySessionOnly": (
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
    "DeviceInformation.queries=ManagedAppleIDDefaultDomains": (
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
    "DeviceInformation.queries=OnlineAuthenticationGracePeriod": (
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
    "DeviceInformation.queries=SkipLanguageAndLocaleSetupForNewUsers": (
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
    "DeviceInformation.queries=PushToken": (
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
    "DeviceInformation.queries=DiagnosticSubmissionEnabled": (
        Support("iOS", "9.3", right="AllowQueryDeviceInformation"),
        Support("macOS tvOS", NEVER),
        Support("visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=AppAnalyticsEnabled": (
        Support("iOS", "9.3", right="AllowQueryDeviceInformation"),
        Support("macOS tvOS", NEVER),
        Support("visionOS watchOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=TimeZone": (
        Support("iOS tvOS", "14.0", right="AllowQueryDeviceInformation"),
        Support("macOS", "26.0", right="AllowQueryDeviceInformation"),
        Support("visionOS", "2.0", right="AllowQueryDeviceInformation"),
        Support("watchOS", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=ICCID": (
        Support(
            "iOS",
            deprecated="16.0",
            removed="26.0",
            right="AllowQueryNetworkInformation",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "DeviceInformation.queries=BluetoothMAC": (
        Support("iOS macOS visionOS", right="AllowQueryNetworkInformation", user_enrollment="forbidden"),
        Support("tvOS", right="AllowQueryNetworkInformation"),
        Support("watchOS", NEVER),
    ),
    "DeviceInformation.queries=WiFiMAC": (
        Support("iOS macOS visionOS", right="AllowQueryNetworkInformation", user_enrollment="forbidden"),
        Support("tvOS watchOS", right="AllowQueryNetworkInformation"),
    ),
    "DeviceInformation.queries=EthernetMAC": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", right="AllowQueryNetworkInformation", user_enrollment="forbidden"),
    ),
    "DeviceInformation.queries=CurrentCarrierNetwork": (
        Support(
            "iOS",
            deprecated="16.0",
            removed="26.0",
            right="AllowQueryNetworkInformation",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "DeviceInformation.queries=SIMCarrierNetwork": (
        Support("iOS", removed="5.0", right="AllowQueryNetworkInformation", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "DeviceInformation.queries=SubscriberCarrierNetwork": (
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
    "DeviceInformation.queries=CarrierSettingsVersion": (
        Support(
            "iOS",
            deprecated="16.0",
            removed="26.0",
            right="AllowQueryNetworkInformation",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "DeviceInformation.queries=PhoneNumber": (
        Support(
            "iOS",
            deprecated="16.0",
            removed="26.0",
            right="AllowQueryNetworkInformation",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "DeviceInformation.queries=DataRoamingEnabled": (
        Support("iOS", "5.0", right="AllowQueryNetworkInformation", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "DeviceInformation.queries=VoiceRoamingEnabled": (
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
    "DeviceInformation.queries=PersonalHotspotEnabled": (
        Support("iOS", "7.0", right="AllowQueryNetworkInformation", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "DeviceInformation.queries=IsNetworkTethered": (
        Support("iOS", "10.3", right="AllowQueryNetworkInformation"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "DeviceInformation.queries=IsRoaming": (
        Support(
            "iOS", "4.2", removed="26.0", right="AllowQueryNetworkInformation", user_enrollment="forbidden"
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "DeviceInformation.queries=SubscriberMCC": (
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
    "DeviceInformation.queries=SubscriberMNC": (
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
    "DeviceInformation.queries=CurrentMCC": (
        Support(
            "iOS",
            deprecated="16.0",
            removed="26.0",
            right="AllowQueryNetworkInformation",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "DeviceInformation.queries=CurrentMNC": (
        Support(
            "iOS",
            deprecated="16.0",
            removed="26.0",
            right="AllowQueryNetworkInformation",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "DeviceInformation.queries=ServiceSubscriptions": (
        Support("iOS", "12.0", right="AllowQueryNetworkInformation", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "DeviceInformation.queries=PINRequiredForEraseDevice": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "11.0", right="AllowQueryDeviceInformation", user_enrollment="forbidden"),
    ),
    "DeviceInformation.queries=PINRequiredForDeviceLock": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "11.0", right="AllowQueryDeviceInformation", user_enrollment="forbidden"),
    ),
    "DeviceInformation.queries=SupportsiOSAppInstalls": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "11.0", right="AllowQueryDeviceInformation"),
    ),
    "DeviceInformation.queries=SoftwareUpdateDeviceID": (
        Support("iOS", "15.0", deprecated="26.0", removed="27.0", user_enrollment="forbidden"),
        Support("macOS", "12.0", deprecated="26.0", removed="27.0", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", deprecated="26.0", removed="27.0", user_enrollment="forbidden"),
    ),
    "DeviceInformation.queries=SoftwareUpdateSettings": (
        Support("iOS", "14.5", deprecated="26.0", removed="27.0", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "DeviceInformation.queries=AccessibilitySettings": (
        Support("iOS", "16.0", supervised=True, shared_device=False, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS", NEVER),
        Support("watchOS", supervised=True),
    ),
    "DeviceInformation.queries=DevicePropertiesAttestation": (
        Support("iOS tvOS", "16.0"),
        Support("macOS", "14.0"),
    ),
    "DeviceInformation.queries=EACSPreflight": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "13.3",
            right="AllowQueryDeviceInformation",
            user_channel=False,
            user_enrollment="forbidden",
        ),
    ),
    "DeviceInformation.queries=Languages": (Support("iOS visionOS watchOS", NEVER), Support("macOS", "10.9")),
    "DeviceInformation.queries=Locales": (Support("iOS visionOS watchOS", NEVER), Support("macOS", "10.9")),
    "DeviceInformation.queries=EthernetMACs": (
        Support("iOS", "7.0", right="AllowQueryNetworkInformation"),
        Support("macOS", "10.8", right="AllowQueryNetworkInformation"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "DeviceInformation.device_attestation_nonce": (Support("iOS tvOS", "16.0"), Support("macOS", "14.0")),
}
