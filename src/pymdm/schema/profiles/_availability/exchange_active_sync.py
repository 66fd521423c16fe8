"""Which devices take ExchangeActiveSync.

Source: mdm/profiles/com.apple.eas.account.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ExchangeActiveSync": (
        Support("iOS", "4.0", shared_device=False, shared_user=True, multiple=True, manual_install=True),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "1.1", multiple=True, manual_install=True),
    ),
    "ExchangeActiveSync.oauth": (Support("iOS", "12.0"),),
    "ExchangeActiveSync.certificate": (Support("iOS", "7.0"),),
    "ExchangeActiveSync.certificate_name": (Support("iOS", "7.0"),),
    "ExchangeActiveSync.prevent_move": (Support("iOS", "5.0"),),
    "ExchangeActiveSync.prevent_app_sheet": (Support("iOS", "5.0"),),
    "ExchangeActiveSync.smime_enabled": (
        Support("iOS", "5.0", deprecated="10.0"),
        Support("visionOS", NEVER),
    ),
    "ExchangeActiveSync.smime_signing_enabled": (Support("iOS", "10.3"),),
    "ExchangeActiveSync.smime_signing_certificate_uuid": (Support("iOS", "5.0"),),
    "ExchangeActiveSync.smime_encryption_enabled": (
        Support("iOS", "10.3", deprecated="12.0"),
        Support("visionOS", NEVER),
    ),
    "ExchangeActiveSync.smime_encryption_certificate_uuid": (Support("iOS", "5.0"),),
    "ExchangeActiveSync.smime_enable_per_message_switch": (
        Support("iOS", "8.0", deprecated="12.0"),
        Support("visionOS", NEVER),
    ),
    "ExchangeActiveSync.header_magic": (Support("iOS", deprecated="7.0"), Support("visionOS", NEVER)),
    "ExchangeActiveSync.communication_service_rules": (Support("iOS", "10.0"),),
    "ExchangeActiveSync.allow_mail_drop": (Support("iOS", "9.2"),),
    "ExchangeActiveSync.smime_signing_user_overrideable": (Support("iOS", "12.0"),),
    "ExchangeActiveSync.smime_signing_certificate_uuid_user_overrideable": (Support("iOS", "12.0"),),
    "ExchangeActiveSync.smime_encrypt_by_default": (Support("iOS", "12.0"),),
    "ExchangeActiveSync.smime_encrypt_by_default_user_overrideable": (Support("iOS", "12.0"),),
    "ExchangeActiveSync.smime_encryption_certificate_uuid_user_overrideable": (Support("iOS", "12.0"),),
    "ExchangeActiveSync.smime_enable_encryption_per_message_switch": (Support("iOS", "12.0"),),
    "ExchangeActiveSync.enable_mail": (Support("iOS", "13.0"),),
    "ExchangeActiveSync.enable_contacts": (Support("iOS", "13.0"),),
    "ExchangeActiveSync.enable_calendars": (Support("iOS", "13.0"),),
    "ExchangeActiveSync.enable_reminders": (Support("iOS", "13.0"),),
    "ExchangeActiveSync.enable_notes": (Support("iOS", "13.0"),),
    "ExchangeActiveSync.enable_mail_user_overridable": (Support("iOS", "13.0"),),
    "ExchangeActiveSync.enable_contacts_user_overridable": (Support("iOS", "13.0"),),
    "ExchangeActiveSync.enable_calendars_user_overridable": (Support("iOS", "13.0"),),
    "ExchangeActiveSync.enable_reminders_user_overridable": (Support("iOS", "13.0"),),
    "ExchangeActiveSync.enable_notes_user_overridable": (Support("iOS", "13.0"),),
    "ExchangeActiveSync.oauth_sign_in_url": (Support("iOS", "13.0"),),
    "ExchangeActiveSync.oauth_token_request_url": (Support("iOS", "13.0"),),
    "ExchangeActiveSync.override_previous_password": (Support("iOS", "14.0"),),
    "ExchangeActiveSync.vpn_uuid": (Support("iOS", "14.0"),),
}
