"""SecurityInfo, as Apple's schema has it.

Source: mdm/commands/information.security.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["SecurityInfo", "SecurityInfoResponse"]


@model
class SecurityInfo(Command):
    """Ask for the state of encryption, passcode, firewall, boot security and management."""

    request_type: ClassVar[str] = "SecurityInfo"


@model
class SecurityInfoResponse(Answer):
    """How a device is secured."""

    @model
    class SecurityInfo(Model):
        """The state of the device."""

        @model
        class FirewallSettings(Model):
            """The firewall of a Mac."""

            @model
            class ApplicationsItem(Model):
                """What the firewall does with one app."""

                allowed: bool | None = key("Allowed", default=None)
                bundle_id: str | None = key("BundleID", default=None)
                name: str | None = key("Name", default=None)

            firewall_enabled: bool | None = key("FirewallEnabled", default=None)
            block_all_incoming: bool | None = key("BlockAllIncoming", default=None)
            stealth_mode: bool | None = key("StealthMode", default=None)
            applications: Sequence[ApplicationsItem] | None = key("Applications", default=None)
            logging_enabled: bool | None = key("LoggingEnabled", default=None)
            logging_option: str | None = key(
                "LoggingOption", default=None, allowed=("throttled", "brief", "detail")
            )

        @model
        class FirmwarePasswordStatus(Model):
            """The firmware password of an Intel Mac."""

            password_exists: bool | None = key("PasswordExists", default=None)
            change_pending: bool | None = key("ChangePending", default=None)
            allow_oroms: bool | None = key("AllowOroms", default=None)

        @model
        class ManagementStatus(Model):
            """How the device is enrolled."""

            enrolled_via_dep: bool | None = key("EnrolledViaDEP", default=None)
            user_approved_enrollment: bool | None = key("UserApprovedEnrollment", default=None)
            is_user_enrollment: bool | None = key("IsUserEnrollment", default=None)
            is_activation_lock_manageable: bool | None = key("IsActivationLockManageable", default=None)

        @model
        class SecureBoot(Model):
            """What a Mac may start from."""

            secure_boot_level: str | None = key(
                "SecureBootLevel", default=None, allowed=("off", "medium", "full", "not supported")
            )
            external_boot_level: str | None = key(
                "ExternalBootLevel", default=None, allowed=("allowed", "disallowed", "not supported")
            )
            reduced_security: Sequence[str] | None = key(
                "ReducedSecurity",
                default=None,
                allowed=("AllowsAnyAppleSignedOS", "AllowsUserKextApproval", "AllowsMDM"),
            )

        hardware_encryption_caps: int | None = key("HardwareEncryptionCaps", default=None)
        passcode_present: bool | None = key("PasscodePresent", default=None)
        passcode_compliant: bool | None = key("PasscodeCompliant", default=None)
        passcode_compliant_with_profiles: bool | None = key("PasscodeCompliantWithProfiles", default=None)
        passcode_lock_grace_period: int | None = key("PasscodeLockGracePeriod", default=None)
        passcode_lock_grace_period_enforced: int | None = key("PasscodeLockGracePeriodEnforced", default=None)
        auto_lock_time: int | None = key("AutoLockTime", default=None)
        fde_enabled: bool | None = key("FDE_Enabled", default=None)
        fde_has_personal_recovery_key: bool | None = key("FDE_HasPersonalRecoveryKey", default=None)
        fde_has_institutional_recovery_key: bool | None = key("FDE_HasInstitutionalRecoveryKey", default=None)
        fde_personal_recovery_key_cms: bytes | None = key(
            "FDE_PersonalRecoveryKeyCMS", default=None, secret=True
        )
        fde_personal_recovery_key_device_key: str | None = key(
            "FDE_PersonalRecoveryKeyDeviceKey", default=None
        )
        system_integrity_protection_enabled: bool | None = key(
            "SystemIntegrityProtectionEnabled", default=None
        )
        firewall_settings: FirewallSettings | None = key("FirewallSettings", default=None)
        firmware_password_status: FirmwarePasswordStatus | None = key("FirmwarePasswordStatus", default=None)
        management_status: ManagementStatus | None = key("ManagementStatus", default=None)
        secure_boot: SecureBoot | None = key("SecureBoot", default=None)
        remote_desktop_enabled: bool | None = key("RemoteDesktopEnabled", default=None)
        authenticated_root_volume_enabled: bool | None = key("AuthenticatedRootVolumeEnabled", default=None)
        bootstrap_token_allowed_for_authentication: str | None = key(
            "BootstrapTokenAllowedForAuthentication",
            default=None,
            allowed=("allowed", "disallowed", "not supported"),
        )
        bootstrap_token_required_for_software_update: bool | None = key(
            "BootstrapTokenRequiredForSoftwareUpdate", default=None
        )
        bootstrap_token_required_for_kernel_extension_approval: bool | None = key(
            "BootstrapTokenRequiredForKernelExtensionApproval", default=None
        )
        is_recovery_lock_enabled: bool | None = key("IsRecoveryLockEnabled", default=None)

    security_info: SecurityInfo | None = key("SecurityInfo", default=None, required=True)
