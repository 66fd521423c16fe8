"""Which devices take ExtensibleSingleSignOnKerberos.

Source: mdm/profiles/com.apple.extensiblesso(kerberos).yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ExtensibleSingleSignOnKerberos": (
        Support("iOS", "13.0", shared_device=False, shared_user=True, multiple=True, manual_install=False),
        Support("macOS", "10.15", user_approved=True, user_channel=True, multiple=True, manual_install=False),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "1.1", multiple=True, manual_install=False),
    ),
    "ExtensibleSingleSignOnKerberos.ExtensionData.cache_name": (
        Support("iOS", deprecated="15.0"),
        Support("macOS", deprecated="12.0"),
    ),
    "ExtensibleSingleSignOnKerberos.ExtensionData.include_managed_apps_in_bundle_id_acl": (
        Support("iOS", "14.0"),
        Support("macOS", "12.0"),
    ),
    "ExtensibleSingleSignOnKerberos.ExtensionData.include_kerberos_apps_in_bundle_id_acl": (
        Support("iOS visionOS", NEVER),
        Support("macOS", "12.0"),
    ),
    "ExtensibleSingleSignOnKerberos.ExtensionData.custom_username_label": (
        Support("iOS", "14.0"),
        Support("macOS", "11.0"),
    ),
    "ExtensibleSingleSignOnKerberos.ExtensionData.help_text": (
        Support("iOS", "14.0"),
        Support("macOS", "11.0"),
    ),
    "ExtensibleSingleSignOnKerberos.ExtensionData.allow_password_change": (Support("iOS visionOS", NEVER),),
    "ExtensibleSingleSignOnKerberos.ExtensionData.pw_expire_override": (
        Support("iOS visionOS", NEVER),
        Support("macOS", deprecated="12.0"),
    ),
    "ExtensibleSingleSignOnKerberos.ExtensionData.pw_notification_days": (Support("iOS visionOS", NEVER),),
    "ExtensibleSingleSignOnKerberos.ExtensionData.pw_req_length": (Support("iOS visionOS", NEVER),),
    "ExtensibleSingleSignOnKerberos.ExtensionData.pw_req_complexity": (Support("iOS visionOS", NEVER),),
    "ExtensibleSingleSignOnKerberos.ExtensionData.pw_req_min_age": (Support("iOS visionOS", NEVER),),
    "ExtensibleSingleSignOnKerberos.ExtensionData.pw_req_history": (Support("iOS visionOS", NEVER),),
    "ExtensibleSingleSignOnKerberos.ExtensionData.pw_req_text": (Support("iOS visionOS", NEVER),),
    "ExtensibleSingleSignOnKerberos.ExtensionData.pw_req_rtf_data": (
        Support("iOS visionOS", NEVER),
        Support("macOS", "15.0"),
    ),
    "ExtensibleSingleSignOnKerberos.ExtensionData.pw_change_url": (Support("iOS visionOS", NEVER),),
    "ExtensibleSingleSignOnKerberos.ExtensionData.sync_local_password": (Support("iOS visionOS", NEVER),),
    "ExtensibleSingleSignOnKerberos.ExtensionData.replication_time": (
        Support("iOS visionOS", NEVER),
        Support("macOS", "11.0", deprecated="12.0"),
    ),
    "ExtensibleSingleSignOnKerberos.ExtensionData.delay_user_setup": (
        Support("iOS visionOS", NEVER),
        Support("macOS", "11.0"),
    ),
    "ExtensibleSingleSignOnKerberos.ExtensionData.monitor_credentials_cache": (
        Support("iOS visionOS", NEVER),
        Support("macOS", "11.0"),
    ),
    "ExtensibleSingleSignOnKerberos.ExtensionData.require_tls_for_ldap": (
        Support("iOS", "14.0"),
        Support("macOS", "11.0"),
    ),
    "ExtensibleSingleSignOnKerberos.ExtensionData.credential_use_mode": (
        Support("iOS", "14.0"),
        Support("macOS", "11.0"),
    ),
    "ExtensibleSingleSignOnKerberos.ExtensionData.preferred_kdcs": (
        Support("iOS", "15.0"),
        Support("macOS", "12.0"),
    ),
    "ExtensibleSingleSignOnKerberos.ExtensionData.use_platform_sso_tgt": (
        Support("iOS visionOS", NEVER),
        Support("macOS", "13.0"),
    ),
    "ExtensibleSingleSignOnKerberos.ExtensionData.allow_platform_sso_auth_fallback": (
        Support("iOS visionOS", NEVER),
        Support("macOS", "13.0"),
    ),
    "ExtensibleSingleSignOnKerberos.ExtensionData.perform_kerberos_only": (
        Support("iOS", "16.0"),
        Support("macOS", "13.0"),
    ),
    "ExtensibleSingleSignOnKerberos.ExtensionData.identity_issuer_auto_select_filter": (
        Support("iOS visionOS", NEVER),
        Support("macOS", "15.0"),
    ),
    "ExtensibleSingleSignOnKerberos.ExtensionData.allow_smart_card": (
        Support("iOS visionOS", NEVER),
        Support("macOS", "15.0"),
    ),
    "ExtensibleSingleSignOnKerberos.ExtensionData.allow_password": (
        Support("iOS visionOS", NEVER),
        Support("macOS", "15.0"),
    ),
    "ExtensibleSingleSignOnKerberos.ExtensionData.start_in_smart_card_mode": (
        Support("iOS visionOS", NEVER),
        Support("macOS", "15.0"),
    ),
}
