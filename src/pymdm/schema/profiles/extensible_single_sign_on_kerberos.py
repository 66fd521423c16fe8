"""ExtensibleSingleSignOnKerberos, as Apple's schema has it.

Source: mdm/profiles/com.apple.extensiblesso(kerberos).yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["ExtensibleSingleSignOnKerberos"]


@model
class ExtensibleSingleSignOnKerberos(Payload):
    """Single sign-on by Apple's Kerberos extension."""

    payload_type: ClassVar[str] = "com.apple.extensiblesso"

    @model
    class ExtensionData(Model):
        """What stands under ExtensionData."""

        @model
        class DomainRealmMapping(Model):
            """What stands under domainRealmMapping."""

            realm: Sequence[str] | None = key("Realm", default=None)

        cache_name: str | None = key("cacheName", default=None)
        principal_name: str | None = key("principalName", default=None)
        site_code: str | None = key("siteCode", default=None)
        certificate_uuid: str | None = key("certificateUUID", default=None)
        use_site_auto_discovery: bool | None = key("useSiteAutoDiscovery", default=None, if_absent=True)
        credential_bundle_id_acl: Sequence[str] | None = key("credentialBundleIdACL", default=None)
        include_managed_apps_in_bundle_id_acl: bool | None = key(
            "includeManagedAppsInBundleIdACL", default=None, if_absent=False
        )
        include_kerberos_apps_in_bundle_id_acl: bool | None = key(
            "includeKerberosAppsInBundleIdACL", default=None, if_absent=False
        )
        domain_realm_mapping: DomainRealmMapping | None = key("domainRealmMapping", default=None)
        is_default_realm: bool | None = key("isDefaultRealm", default=None, if_absent=False)
        custom_username_label: str | None = key("customUsernameLabel", default=None)
        help_text: str | None = key("helpText", default=None)
        allow_password_change: bool | None = key("allowPasswordChange", default=None, if_absent=True)
        allow_automatic_login: bool | None = key("allowAutomaticLogin", default=None, if_absent=True)
        require_user_presence: bool | None = key("requireUserPresence", default=None, if_absent=False)
        pw_expire_override: int | None = key("pwExpireOverride", default=None)
        pw_notification_days: int | None = key("pwNotificationDays", default=None, if_absent=15)
        pw_req_length: int | None = key("pwReqLength", default=None)
        pw_req_complexity: bool | None = key("pwReqComplexity", default=None, if_absent=False)
        pw_req_min_age: int | None = key("pwReqMinAge", default=None)
        pw_req_history: int | None = key("pwReqHistory", default=None)
        pw_req_text: str | None = key("pwReqText", default=None)
        pw_req_rtf_data: bytes | None = key("pwReqRTFData", default=None)
        pw_change_url: str | None = key("pwChangeURL", default=None)
        sync_local_password: bool | None = key("syncLocalPassword", default=None, if_absent=False)
        replication_time: int | None = key("replicationTime", default=None, if_absent=900)
        delay_user_setup: bool | None = key("delayUserSetup", default=None, if_absent=False)
        monitor_credentials_cache: bool | None = key("monitorCredentialsCache", default=None, if_absent=True)
        require_tls_for_ldap: bool | None = key("requireTLSForLDAP", default=None, if_absent=False)
        credential_use_mode: str | None = key(
            "credentialUseMode",
            default=None,
            if_absent="always",
            allowed=("always", "whenNotSpecified", "kerberosDefault"),
        )
        preferred_kdcs: Sequence[str] | None = key("preferredKDCs", default=None)
        use_platform_sso_tgt: bool | None = key("usePlatformSSOTGT", default=None, if_absent=False)
        allow_platform_sso_auth_fallback: bool | None = key(
            "allowPlatformSSOAuthFallback", default=None, if_absent=True
        )
        perform_kerberos_only: bool | None = key("performKerberosOnly", default=None, if_absent=False)
        identity_issuer_auto_select_filter: str | None = key("identityIssuerAutoSelectFilter", default=None)
        allow_smart_card: bool | None = key("allowSmartCard", default=None, if_absent=True)
        allow_password: bool | None = key("allowPassword", default=None, if_absent=True)
        start_in_smart_card_mode: bool | None = key("startInSmartCardMode", default=None, if_absent=False)

    extension_identifier: str = key(
        "ExtensionIdentifier", allowed=("com.apple.AppSSOKerberos.KerberosExtension",)
    )
    team_identifier: str = key("TeamIdentifier", allowed=("apple",))
    type: str = key("Type", allowed=("Credential",))
    realm: str = key("Realm")
    extension_data: ExtensionData | None = key("ExtensionData", default=None)
    hosts: Sequence[str] | None = key("Hosts", default=None)
