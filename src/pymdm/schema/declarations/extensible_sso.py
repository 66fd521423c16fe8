"""ExtensibleSSO, as Apple's schema has it.

Source: declarative/declarations/configurations/extensible-sso.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["ExtensibleSSO"]


@model
class ExtensibleSSO(Declaration):
    """Single sign-on by an app's extension, and Platform SSO."""

    declaration_type: ClassVar[str] = "com.apple.configuration.extensible-sso"
    APPLY: ClassVar[str] = "multiple"

    @model
    class PlatformSSO(Model):
        """What stands under PlatformSSO."""

        @model
        class Account(Model):
            """What stands under Account."""

            display_name: str | None = key("DisplayName", default=None)
            synchronize_profile_picture: bool | None = key(
                "SynchronizeProfilePicture", default=None, if_absent=False
            )

        @model
        class UserCreation(Model):
            """What stands under UserCreation."""

            @model
            class TokenToUserMapping(Model):
                """What stands under TokenToUserMapping."""

                account_name: str | None = key("AccountName", default=None)
                full_name: str | None = key("FullName", default=None)

            enable_at_login: bool | None = key("EnableAtLogin", default=None, if_absent=False)
            enable_first_user_during_setup: bool | None = key(
                "EnableFirstUserDuringSetup", default=None, if_absent=True
            )
            enable_registration_during_setup: bool | None = key(
                "EnableRegistrationDuringSetup", default=None, if_absent=False
            )
            new_user_authentication_methods: Sequence[str] | None = key(
                "NewUserAuthenticationMethods",
                default=None,
                allowed=("Password", "SmartCard", "AccessKey", "OpenID"),
            )
            new_user_authorization_mode: str | None = key(
                "NewUserAuthorizationMode", default=None, allowed=("Standard", "Admin", "Groups", "Temporary")
            )
            token_to_user_mapping: TokenToUserMapping | None = key("TokenToUserMapping", default=None)
            temporary_session_quick_login: bool | None = key(
                "TemporarySessionQuickLogin", default=None, if_absent=False
            )

        @model
        class Authorization(Model):
            """What stands under Authorization."""

            enable_identity_provider_accounts: bool | None = key(
                "EnableIdentityProviderAccounts", default=None, if_absent=False
            )
            user_authorization_mode: str | None = key(
                "UserAuthorizationMode", default=None, allowed=("Standard", "Admin", "Groups")
            )
            administrator_groups: Sequence[str] | None = key("AdministratorGroups", default=None)
            additional_groups: Sequence[str] | None = key("AdditionalGroups", default=None)
            authorization_groups: Mapping[str, str] | None = key("AuthorizationGroups", default=None)

        @model
        class AccessKey(Model):
            """What stands under AccessKey."""

            reader_group_identifier: bytes | None = key("ReaderGroupIdentifier", default=None)
            terminal_identity_asset_reference: str | None = key(
                "TerminalIdentityAssetReference",
                default=None,
                assets=(
                    "com.apple.asset.credential.identity",
                    "com.apple.asset.credential.scep",
                    "com.apple.asset.credential.acme",
                ),
            )
            reader_issuer_certificate_asset_reference: str | None = key(
                "ReaderIssuerCertificateAssetReference",
                default=None,
                assets=("com.apple.asset.credential.certificate",),
            )
            allow_express_mode: bool | None = key("AllowExpressMode", default=None, if_absent=False)

        @model
        class Policies(Model):
            """What stands under Policies."""

            file_vault: Sequence[str] | None = key(
                "FileVault",
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
            login: Sequence[str] | None = key(
                "Login",
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
            unlock: Sequence[str] | None = key(
                "Unlock",
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
            always_use_login_ui: bool | None = key("AlwaysUseLoginUI", default=None, if_absent=False)
            offline_grace_period: int | None = key("OfflineGracePeriod", default=None)
            authentication_grace_period: int | None = key("AuthenticationGracePeriod", default=None)
            non_platform_sso_accounts: Sequence[str] | None = key("NonPlatformSSOAccounts", default=None)

        @model
        class WebAuthentication(Model):
            """What stands under WebAuthentication."""

            url_allow_list: Sequence[str] | None = key("URLAllowList", default=None)
            allow_password_sync: bool | None = key("AllowPasswordSync", default=None, if_absent=False)

        authentication_method: str | None = key(
            "AuthenticationMethod",
            default=None,
            allowed=("Password", "UserSecureEnclaveKey", "SmartCard", "OpenID"),
        )
        registration_token: str | None = key("RegistrationToken", default=None, secret=True)
        use_shared_device_keys: bool | None = key("UseSharedDeviceKeys", default=None, if_absent=False)
        login_frequency: int | None = key("LoginFrequency", default=None, if_absent=64800, minimum=3600)
        allow_device_identifiers_in_attestation: bool | None = key(
            "AllowDeviceIdentifiersInAttestation", default=None, if_absent=False
        )
        account: Account | None = key("Account", default=None)
        user_creation: UserCreation | None = key("UserCreation", default=None)
        authorization: Authorization | None = key("Authorization", default=None)
        access_key: AccessKey | None = key("AccessKey", default=None)
        policies: Policies | None = key("Policies", default=None)
        web_authentication: WebAuthentication | None = key("WebAuthentication", default=None)
        additional_http_headers: Mapping[str, str] | None = key("AdditionalHTTPHeaders", default=None)

    extension_composed_identifier: str = key("ExtensionComposedIdentifier")
    type: str = key("Type", allowed=("Credential", "Redirect"))
    realm: str | None = key("Realm", default=None)
    extension_data: Mapping[str, Any] | None = key("ExtensionData", default=None, secret=True)
    urls: Sequence[str] | None = key("URLs", default=None)
    hosts: Sequence[str] | None = key("Hosts", default=None)
    denied_bundle_identifiers: Sequence[str] | None = key("DeniedBundleIdentifiers", default=None)
    screen_locked_behavior: str | None = key(
        "ScreenLockedBehavior", default=None, if_absent="Cancel", allowed=("Cancel", "DoNotHandle")
    )
    platform_sso: PlatformSSO | None = key("PlatformSSO", default=None)
