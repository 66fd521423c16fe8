from pymdm.schema.status.account_list_caldav import AccountListCalDAV
from pymdm.schema.status.account_list_carddav import AccountListCardDAV
from pymdm.schema.status.account_list_exchange import AccountListExchange
from pymdm.schema.status.account_list_google import AccountListGoogle
from pymdm.schema.status.account_list_ldap import AccountListLDAP
from pymdm.schema.status.account_list_mail_incoming import AccountListMailIncoming
from pymdm.schema.status.account_list_mail_outgoing import AccountListMailOutgoing
from pymdm.schema.status.account_list_subscribed_calendar import AccountListSubscribedCalendar
from pymdm.schema.status.app_managed_list import AppManagedList
from pymdm.schema.status.content_cache_info import ContentCacheInfo
from pymdm.schema.status.content_cache_parents import ContentCacheParents
from pymdm.schema.status.content_cache_peers import ContentCachePeers
from pymdm.schema.status.content_cache_status import ContentCacheStatus
from pymdm.schema.status.device_battery_health import DeviceBatteryHealth
from pymdm.schema.status.device_model_family import DeviceModelFamily
from pymdm.schema.status.device_model_identifier import DeviceModelIdentifier
from pymdm.schema.status.device_model_marketing_name import DeviceModelMarketingName
from pymdm.schema.status.device_model_number import DeviceModelNumber
from pymdm.schema.status.device_operating_system_build_version import DeviceOperatingSystemBuildVersion
from pymdm.schema.status.device_operating_system_family import DeviceOperatingSystemFamily
from pymdm.schema.status.device_operating_system_marketing_name import DeviceOperatingSystemMarketingName
from pymdm.schema.status.device_operating_system_supplemental_build_version import (
    DeviceOperatingSystemSupplementalBuildVersion,
)
from pymdm.schema.status.device_operating_system_supplemental_extra_version import (
    DeviceOperatingSystemSupplementalExtraVersion,
)
from pymdm.schema.status.device_operating_system_version import DeviceOperatingSystemVersion
from pymdm.schema.status.device_serial_number import DeviceSerialNumber
from pymdm.schema.status.device_system_health import DeviceSystemHealth
from pymdm.schema.status.device_udid import DeviceUDID
from pymdm.schema.status.disk_management_file_vault_enabled import DiskManagementFileVaultEnabled
from pymdm.schema.status.enhanced_logging_apple_care_token import EnhancedLoggingAppleCareToken
from pymdm.schema.status.enhanced_logging_non_interactive_eligibility import (
    EnhancedLoggingNonInteractiveEligibility,
)
from pymdm.schema.status.enhanced_logging_status import EnhancedLoggingStatus
from pymdm.schema.status.enhanced_logging_timestamp import EnhancedLoggingTimestamp
from pymdm.schema.status.management_client_capabilities import ManagementClientCapabilities
from pymdm.schema.status.management_declarations import ManagementDeclarations
from pymdm.schema.status.mdm_app import MDMApp
from pymdm.schema.status.mdm_enrollment_type import MDMEnrollmentType
from pymdm.schema.status.mdm_is_awaiting_configuration import MDMIsAwaitingConfiguration
from pymdm.schema.status.mdm_is_return_to_service import MDMIsReturnToService
from pymdm.schema.status.mdm_is_shared_i_pad import MDMIsSharedIPad
from pymdm.schema.status.mdm_push_magic import MDMPushMagic
from pymdm.schema.status.mdm_push_token import MDMPushToken
from pymdm.schema.status.migration_assistant_report import MigrationAssistantReport
from pymdm.schema.status.migration_assistant_state import MigrationAssistantState
from pymdm.schema.status.package_list import PackageList
from pymdm.schema.status.passcode_compliance import PasscodeCompliance
from pymdm.schema.status.passcode_is_present import PasscodeIsPresent
from pymdm.schema.status.screen_sharing_connection_group_unresolved_connections import (
    ScreenSharingConnectionGroupUnresolvedConnections,
)
from pymdm.schema.status.security_certificate_list import SecurityCertificateList
from pymdm.schema.status.security_lockdown_mode import SecurityLockdownMode
from pymdm.schema.status.services_background_task import ServicesBackgroundTask
from pymdm.schema.status.software_update_beta_enrollment import SoftwareUpdateBetaEnrollment
from pymdm.schema.status.software_update_device_id import SoftwareUpdateDeviceID
from pymdm.schema.status.software_update_failure_reason import SoftwareUpdateFailureReason
from pymdm.schema.status.software_update_install_reason import SoftwareUpdateInstallReason
from pymdm.schema.status.software_update_install_state import SoftwareUpdateInstallState
from pymdm.schema.status.software_update_pending_version import SoftwareUpdatePendingVersion
from pymdm.schema.status.status_reason import StatusReason
from pymdm.schema.status.test_array_value import TestArrayValue
from pymdm.schema.status.test_boolean_value import TestBooleanValue
from pymdm.schema.status.test_dictionary_value import TestDictionaryValue
from pymdm.schema.status.test_error_value import TestErrorValue
from pymdm.schema.status.test_integer_value import TestIntegerValue
from pymdm.schema.status.test_real_value import TestRealValue
from pymdm.schema.status.test_string_value import TestStringValue

__all__ = [
    "AccountListCalDAV",
    "AccountListCardDAV",
    "AccountListExchange",
    "AccountListGoogle",
    "AccountListLDAP",
    "AccountListMailIncoming",
    "AccountListMailOutgoing",
    "AccountListSubscribedCalendar",
    "AppManagedList",
    "ContentCacheInfo",
    "ContentCacheParents",
    "ContentCachePeers",
    "ContentCacheStatus",
    "DeviceBatteryHealth",
    "DeviceModelFamily",
    "DeviceModelIdentifier",
    "DeviceModelMarketingName",
    "DeviceModelNumber",
    "DeviceOperatingSystemBuildVersion",
    "DeviceOperatingSystemFamily",
    "DeviceOperatingSystemMarketingName",
    "DeviceOperatingSystemSupplementalBuildVersion",
    "DeviceOperatingSystemSupplementalExtraVersion",
    "DeviceOperatingSystemVersion",
    "DeviceSerialNumber",
    "DeviceSystemHealth",
    "DeviceUDID",
    "DiskManagementFileVaultEnabled",
    "EnhancedLoggingAppleCareToken",
    "EnhancedLoggingNonInteractiveEligibility",
    "EnhancedLoggingStatus",
    "EnhancedLoggingTimestamp",
    "MDMApp",
    "MDMEnrollmentType",
    "MDMIsAwaitingConfiguration",
    "MDMIsReturnToService",
    "MDMIsSharedIPad",
    "MDMPushMagic",
    "MDMPushToken",
    "ManagementClientCapabilities",
    "ManagementDeclarations",
    "MigrationAssistantReport",
    "MigrationAssistantState",
    "PackageList",
    "PasscodeCompliance",
    "PasscodeIsPresent",
    "ScreenSharingConnectionGroupUnresolvedConnections",
    "SecurityCertificateList",
    "SecurityLockdownMode",
    "ServicesBackgroundTask",
    "SoftwareUpdateBetaEnrollment",
    "SoftwareUpdateDeviceID",
    "SoftwareUpdateFailureReason",
    "SoftwareUpdateInstallReason",
    "SoftwareUpdateInstallState",
    "SoftwareUpdatePendingVersion",
    "StatusReason",
    "TestArrayValue",
    "TestBooleanValue",
    "TestDictionaryValue",
    "TestErrorValue",
    "TestIntegerValue",
    "TestRealValue",
    "TestStringValue",
]
