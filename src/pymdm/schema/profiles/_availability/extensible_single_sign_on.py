"""Which devices take ExtensibleSingleSignOn.

Source: mdm/profiles/com.apple.extensiblesso.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ExtensibleSingleSignOn": (
        Support("iOS", "13.0", shared_device=False, shared_user=True, multiple=True, manual_install=False),
        Support("macOS", "10.15", user_approved=True, user_channel=True, multiple=True, manual_install=False),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "1.1", multiple=True, manual_install=False),
    ),
    "ExtensibleSingleSignOn.team_identifier": (Support("iOS visionOS", NEVER),),
    "ExtensibleSingleSignOn.screen_locked_behavior": (Support("iOS", "15.0"), Support("macOS", "12.0")),
    "ExtensibleSingleSignOn.denied_bundle_identifiers": (Support("iOS", "15.0"), Support("macOS", "12.0")),
    "ExtensibleSingleSignOn.authentication_method": (
        Support("iOS visionOS", NEVER),
        Support("macOS", "13.0", deprecated="14.0"),
    ),
    "ExtensibleSingleSignOn.registration_token": (Support("iOS visionOS", NEVER), Support("macOS", "13.0")),
    "ExtensibleSingleSignOn.platform_sso": (Support("iOS visionOS", NEVER), Support("macOS", "14.0")),
    "ExtensibleSingleSignOn.PlatformSSO.use_shared_device_keys": (Support("macOS", user_channel=False),),
    "ExtensibleSingleSignOn.PlatformSSO.file_vault_policy": (Support("macOS", "15.0"),),
    "ExtensibleSingleSignOn.PlatformSSO.login_policy": (Support("macOS", "15.0"),),
    "ExtensibleSingleSignOn.PlatformSSO.unlock_policy": (Support("macOS", "15.0"),),
    "ExtensibleSingleSignOn.PlatformSSO.offline_grace_period": (Support("macOS", "15.0"),),
    "ExtensibleSingleSignOn.PlatformSSO.authentication_grace_period": (Support("macOS", "15.0"),),
    "ExtensibleSingleSignOn.PlatformSSO.non_platform_sso_accounts": (Support("macOS", "15.0"),),
    "ExtensibleSingleSignOn.PlatformSSO.enable_create_first_user_during_setup": (Support("macOS", "26.0"),),
    "ExtensibleSingleSignOn.PlatformSSO.new_user_authentication_methods": (Support("macOS", "26.0"),),
    "ExtensibleSingleSignOn.PlatformSSO.access_key_reader_group_identifier": (Support("macOS", "26.0"),),
    "ExtensibleSingleSignOn.PlatformSSO.access_key_terminal_identity_uuid": (Support("macOS", "26.0"),),
    "ExtensibleSingleSignOn.PlatformSSO.access_key_reader_issuer_certificate_uuid": (
        Support("macOS", "26.2"),
    ),
    "ExtensibleSingleSignOn.PlatformSSO.allow_access_key_express_mode": (Support("macOS", "26.0"),),
    "ExtensibleSingleSignOn.PlatformSSO.always_use_login_ui": (Support("macOS", "27.2"),),
    "ExtensibleSingleSignOn.PlatformSSO.allow_device_identifiers_in_attestation": (Support("macOS", "15.4"),),
    "ExtensibleSingleSignOn.PlatformSSO.synchronize_profile_picture": (Support("macOS", "26.0"),),
    "ExtensibleSingleSignOn.PlatformSSO.temporary_session_quick_login": (Support("macOS", "26.0"),),
    "ExtensibleSingleSignOn.PlatformSSO.enable_registration_during_setup": (Support("macOS", "26.0"),),
    "ExtensibleSingleSignOn.PlatformSSO.web_login_url_allow_list": (Support("macOS", "27.0"),),
    "ExtensibleSingleSignOn.PlatformSSO.allow_web_login_password_sync": (Support("macOS", "27.0"),),
    "ExtensibleSingleSignOn.PlatformSSO.additional_http_headers": (Support("macOS", "27.2"),),
}
