from pymdm.schema.commands.account_configuration import AccountConfiguration
from pymdm.schema.commands.activation_lock_bypass_code import (
    ActivationLockBypassCode,
    ActivationLockBypassCodeResponse,
)
from pymdm.schema.commands.active_ns_extensions import ActiveNSExtensions, ActiveNSExtensionsResponse
from pymdm.schema.commands.apply_redemption_code import ApplyRedemptionCode
from pymdm.schema.commands.available_os_updates import AvailableOSUpdates, AvailableOSUpdatesResponse
from pymdm.schema.commands.cancel_enhanced_log_collection import CancelEnhancedLogCollection
from pymdm.schema.commands.certificate_list import CertificateList, CertificateListResponse
from pymdm.schema.commands.clear_activation_lock_bypass_code import ClearActivationLockBypassCode
from pymdm.schema.commands.clear_passcode import ClearPasscode
from pymdm.schema.commands.clear_restrictions_password import ClearRestrictionsPassword
from pymdm.schema.commands.content_caching_information import (
    ContentCachingInformation,
    ContentCachingInformationResponse,
)
from pymdm.schema.commands.declarative_management import DeclarativeManagement
from pymdm.schema.commands.delete_user import DeleteUser
from pymdm.schema.commands.device_configured import DeviceConfigured
from pymdm.schema.commands.device_information import DeviceInformation, DeviceInformationResponse
from pymdm.schema.commands.device_location import DeviceLocation, DeviceLocationResponse
from pymdm.schema.commands.device_lock import DeviceLock, DeviceLockResponse
from pymdm.schema.commands.disable_lost_mode import DisableLostMode
from pymdm.schema.commands.disable_remote_desktop import DisableRemoteDesktop
from pymdm.schema.commands.enable_lost_mode import EnableLostMode
from pymdm.schema.commands.enable_remote_desktop import EnableRemoteDesktop
from pymdm.schema.commands.erase_device import EraseDevice
from pymdm.schema.commands.install_application import InstallApplication, InstallApplicationResponse
from pymdm.schema.commands.install_enterprise_application import InstallEnterpriseApplication
from pymdm.schema.commands.install_media import InstallMedia, InstallMediaResponse
from pymdm.schema.commands.install_profile import InstallProfile
from pymdm.schema.commands.install_provisioning_profile import InstallProvisioningProfile
from pymdm.schema.commands.installed_application_list import (
    InstalledApplicationList,
    InstalledApplicationListResponse,
)
from pymdm.schema.commands.invite_to_program import InviteToProgram, InviteToProgramResponse
from pymdm.schema.commands.log_out_user import LogOutUser
from pymdm.schema.commands.lom_device_request import LOMDeviceRequest, LOMDeviceRequestResponse
from pymdm.schema.commands.lom_setup_request import LOMSetupRequest, LOMSetupRequestResponse
from pymdm.schema.commands.managed_application_attributes import (
    ManagedApplicationAttributes,
    ManagedApplicationAttributesResponse,
)
from pymdm.schema.commands.managed_application_configuration import (
    ManagedApplicationConfiguration,
    ManagedApplicationConfigurationResponse,
)
from pymdm.schema.commands.managed_application_feedback import (
    ManagedApplicationFeedback,
    ManagedApplicationFeedbackResponse,
)
from pymdm.schema.commands.managed_application_list import (
    ManagedApplicationList,
    ManagedApplicationListResponse,
)
from pymdm.schema.commands.managed_media_list import ManagedMediaList, ManagedMediaListResponse
from pymdm.schema.commands.ns_extension_mappings import NSExtensionMappings, NSExtensionMappingsResponse
from pymdm.schema.commands.os_update_status import OSUpdateStatus, OSUpdateStatusResponse
from pymdm.schema.commands.play_lost_mode_sound import PlayLostModeSound
from pymdm.schema.commands.profile_list import ProfileList, ProfileListResponse
from pymdm.schema.commands.provisioning_profile_list import (
    ProvisioningProfileList,
    ProvisioningProfileListResponse,
)
from pymdm.schema.commands.refresh_cellular_plans import RefreshCellularPlans
from pymdm.schema.commands.remove_application import RemoveApplication
from pymdm.schema.commands.remove_media import RemoveMedia
from pymdm.schema.commands.remove_profile import RemoveProfile
from pymdm.schema.commands.remove_provisioning_profile import RemoveProvisioningProfile
from pymdm.schema.commands.request_mirroring import RequestMirroring, RequestMirroringResponse
from pymdm.schema.commands.request_unlock_token import RequestUnlockToken, RequestUnlockTokenResponse
from pymdm.schema.commands.restart_device import RestartDevice
from pymdm.schema.commands.restrictions import Restrictions, RestrictionsResponse
from pymdm.schema.commands.rotate_file_vault_key import RotateFileVaultKey, RotateFileVaultKeyResponse
from pymdm.schema.commands.schedule_os_update import ScheduleOSUpdate, ScheduleOSUpdateResponse
from pymdm.schema.commands.schedule_os_update_scan import ScheduleOSUpdateScan, ScheduleOSUpdateScanResponse
from pymdm.schema.commands.security_info import SecurityInfo, SecurityInfoResponse
from pymdm.schema.commands.set_auto_admin_password import SetAutoAdminPassword
from pymdm.schema.commands.set_firmware_password import SetFirmwarePassword, SetFirmwarePasswordResponse
from pymdm.schema.commands.set_recovery_lock import SetRecoveryLock
from pymdm.schema.commands.settings import Settings, SettingsResponse
from pymdm.schema.commands.shut_down_device import ShutDownDevice
from pymdm.schema.commands.stop_mirroring import StopMirroring
from pymdm.schema.commands.trigger_enhanced_log_collection import TriggerEnhancedLogCollection
from pymdm.schema.commands.unlock_user_account import UnlockUserAccount
from pymdm.schema.commands.user_configured import UserConfigured
from pymdm.schema.commands.user_list import UserList, UserListResponse
from pymdm.schema.commands.validate_applications import ValidateApplications
from pymdm.schema.commands.verify_firmware_password import (
    VerifyFirmwarePassword,
    VerifyFirmwarePasswordResponse,
)
from pymdm.schema.commands.verify_recovery_lock import VerifyRecoveryLock, VerifyRecoveryLockResponse

__all__ = [
    "AccountConfiguration",
    "ActivationLockBypassCode",
    "ActivationLockBypassCodeResponse",
    "ActiveNSExtensions",
    "ActiveNSExtensionsResponse",
    "ApplyRedemptionCode",
    "AvailableOSUpdates",
    "AvailableOSUpdatesResponse",
    "CancelEnhancedLogCollection",
    "CertificateList",
    "CertificateListResponse",
    "ClearActivationLockBypassCode",
    "ClearPasscode",
    "ClearRestrictionsPassword",
    "ContentCachingInformation",
    "ContentCachingInformationResponse",
    "DeclarativeManagement",
    "DeleteUser",
    "DeviceConfigured",
    "DeviceInformation",
    "DeviceInformationResponse",
    "DeviceLocation",
    "DeviceLocationResponse",
    "DeviceLock",
    "DeviceLockResponse",
    "DisableLostMode",
    "DisableRemoteDesktop",
    "EnableLostMode",
    "EnableRemoteDesktop",
    "EraseDevice",
    "InstallApplication",
    "InstallApplicationResponse",
    "InstallEnterpriseApplication",
    "InstallMedia",
    "InstallMediaResponse",
    "InstallProfile",
    "InstallProvisioningProfile",
    "InstalledApplicationList",
    "InstalledApplicationListResponse",
    "InviteToProgram",
    "InviteToProgramResponse",
    "LOMDeviceRequest",
    "LOMDeviceRequestResponse",
    "LOMSetupRequest",
    "LOMSetupRequestResponse",
    "LogOutUser",
    "ManagedApplicationAttributes",
    "ManagedApplicationAttributesResponse",
    "ManagedApplicationConfiguration",
    "ManagedApplicationConfigurationResponse",
    "ManagedApplicationFeedback",
    "ManagedApplicationFeedbackResponse",
    "ManagedApplicationList",
    "ManagedApplicationListResponse",
    "ManagedMediaList",
    "ManagedMediaListResponse",
    "NSExtensionMappings",
    "NSExtensionMappingsResponse",
    "OSUpdateStatus",
    "OSUpdateStatusResponse",
    "PlayLostModeSound",
    "ProfileList",
    "ProfileListResponse",
    "ProvisioningProfileList",
    "ProvisioningProfileListResponse",
    "RefreshCellularPlans",
    "RemoveApplication",
    "RemoveMedia",
    "RemoveProfile",
    "RemoveProvisioningProfile",
    "RequestMirroring",
    "RequestMirroringResponse",
    "RequestUnlockToken",
    "RequestUnlockTokenResponse",
    "RestartDevice",
    "Restrictions",
    "RestrictionsResponse",
    "RotateFileVaultKey",
    "RotateFileVaultKeyResponse",
    "ScheduleOSUpdate",
    "ScheduleOSUpdateResponse",
    "ScheduleOSUpdateScan",
    "ScheduleOSUpdateScanResponse",
    "SecurityInfo",
    "SecurityInfoResponse",
    "SetAutoAdminPassword",
    "SetFirmwarePassword",
    "SetFirmwarePasswordResponse",
    "SetRecoveryLock",
    "Settings",
    "SettingsResponse",
    "ShutDownDevice",
    "StopMirroring",
    "TriggerEnhancedLogCollection",
    "UnlockUserAccount",
    "UserConfigured",
    "UserList",
    "UserListResponse",
    "ValidateApplications",
    "VerifyFirmwarePassword",
    "VerifyFirmwarePasswordResponse",
    "VerifyRecoveryLock",
    "VerifyRecoveryLockResponse",
]
