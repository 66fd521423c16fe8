"""ExtensibleSingleSignOn, as Apple's schema has it.

Source: mdm/profiles/com.apple.extensiblesso.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["ExtensibleSingleSignOn"]


@model
class ExtensibleSingleSignOn(Payload):
    """Single sign-on by an app's extension, and Platform SSO."""

    payload_type: ClassVar[str] = "com.apple.extensiblesso"

    @model
    class PlatformSSO(Model):
        """What stands under PlatformSSO."""

        @model
        class TokenToUserMapping(Model):
            """What stands under TokenToUserMapping."""

            account_name: str | None = key("AccountName", default=None)
            full_name: str | None = key("FullName", default=None)

        authentication_method: str | None = key(
            "AuthenticationMethod",
            default=None,
            allowed=("Password", "UserSecureEnclaveKey", "SmartCard", "OpenID"),
        )
        use_shared_device_keys: bool | None = key("UseSharedDeviceKeys", default=None, if_absent=False)
        account_display_name: str | None = key("AccountDisplayName", default=None)
        login_frequency: int | None = key("LoginFrequency", default=None, if_absent=64800, minimum=3600)
        enable_create_user_at_login: bool | None = key(
            "EnableCreateUserAtLogin", default=None, if_absent=False
        )
        enable_authorization: bool | None = key("EnableAuthorization", default=None, if_absent=False)
        token_to_user_mapping: TokenToUserMapping | None = key("TokenToUserMapping", default=None)
        new_user_authorization_mode: str | None = key(
            "NewUserAuthorizationMode", default=None, allowed=("Standard", "Admin", "Groups", "Temporary")
        )
        user_authorization_mode: str | None = key(
            "UserAuthorizationMode", default=None, allowed=("Standard", "Admin", "Groups")
        )
        administrator_groups: Sequence[str] | None = key("AdministratorGroups", default=None)
        additional_groups: Sequence[str] | None = key("AdditionalGroups", default=None)
        authorization_groups: Mapping[str, str] | None = key("AuthorizationGroups", default=None)
        file_vault_policy: Sequence[str] | None = key(
            "FileVaultPolicy",
            default=None,
            allowed=(
                "AttemptAuthentication",
                "RequireAuthentication",
                "AllowOfflineGracePeriod",
                "AllowAuthenticationGracePeriod",
                "RequireTouchID",
                "RequireTouchIDOrWatch",
                "AllowOpenIDForTouchIDFallback",
            ),
        )
        login_policy: Sequence[str] | None = key(
            "LoginPolicy",
            default=None,
            allowed=(
                "AttemptAuthentication",
                "RequireAuthentication",
                "AllowOfflineGracePeriod",
                "AllowAuthenticationGracePeriod",
                "RequireTouchID",
                "RequireTouchIDOrWatch",
                "AllowOpenIDForTouchIDFallback",
            ),
        )
        unlock_policy: Sequence[str] | None = key(
            "UnlockPolicy",
            default=None,
            allowed=(
                "AttemptAuthentication",
                "RequireAuthentication",
                "AllowOfflineGracePeriod",
                "AllowAuthenticationGracePeriod",
                "AllowTouchIDOrWatchForUnlock",
                "RequireTouchID",
                "RequireTouchIDOrWatch",
                "AllowOpenIDForTouchIDFallback",
            ),
        )
        offline_grace_period: int | None = key("OfflineGracePeriod", default=None)
        authentication_grace_period: int | None = key("AuthenticationGracePeriod", default=None)
        non_platform_sso_accounts: Sequence[str] | None = key("NonPlatformSSOAccounts", default=None)
        enable_create_first_user_during_setup: bool | None = key(
            "EnableCreateFirstUserDuringSetup", default=None, if_absent=True
        )
        new_user_authentication_methods: Sequence[str] | None = key(
            "NewUserAuthenticationMethods",
            default=None,
            allowed=("Password", "SmartCard", "AccessKey", "OpenID"),
        )
        access_key_reader_group_identifier: bytes | None = key("AccessKeyReaderGroupIdentifier", default=None)
        access_key_terminal_identity_uuid: str | None = key("AccessKeyTerminalIdentityUUID", default=None)
        access_key_reader_issuer_certificate_uuid: str | None = key(
            "AccessKeyReaderIssuerCertificateUUID", default=None
        )
        allow_access_key_express_mode: bool | None = key(
            "AllowAccessKeyExpressMode", default=None, if_absent=False
        )
        always_use_login_ui: bool | None = key("AlwaysUseLoginUI", default=None, if_absent=False)
        allow_device_identifiers_in_attestation: bool | None = key(
            "AllowDeviceIdentifiersInAttestation", default=None, if_absent=False
        )
        synchronize_profile_picture: bool | None = key(
            "SynchronizeProfilePicture", default=None, if_absent=False
        )
        temporary_session_quick_login: bool | None = key(
            "TemporarySessionQuickLogin", default=None, if_absent=False
        )
        enable_registration_during_setup: bool | None = key(
            "EnableRegistrationDuringSetup", default=None, if_absent=False
        )
        web_login_url_allow_list: Sequence[str] | None = key("WebLoginURLAllowList", default=None)
        allow_web_login_password_sync: bool | None = key(
            "AllowWebLoginPasswordSync", default=None, if_absent=False
        )
        additional_http_headers: Mapping[str, str] | None = key("AdditionalHTTPHeaders", default=None)

    extension_identifier: str = key("ExtensionIdentifier")
    team_identifier: str | None = key("TeamIdentifier", default=None)
    type: str = key("Type", allowed=("Credential", "Redirect"))
    realm: str | None = key("Realm", default=None)
    extension_data: Mapping[str, Any] | None = key("ExtensionData", default=None, secret=True)
    urls: Sequence[str] | None = key("URLs", default=None)
    hosts: Sequence[str] | None = key("Hosts", default=None)
    screen_locked_behavior: str | None = key(
        "ScreenLockedBehavior", default=None, if_absent="Cancel", allowed=("Cancel", "DoNotHandle")
    )
    denied_bundle_identifiers: Sequence[str] | None = key("DeniedBundleIdentifiers", default=None)
    authentication_method: str | None = key(
        "AuthenticationMethod",
        default=None,
        allowed=("Password", "UserSecureEnclaveKey", "SmartCard", "OpenID"),
    )
    registration_token: str | None = key("RegistrationToken", default=None, secret=True)
    platform_sso: PlatformSSO | None = key("PlatformSSO", default=None)
