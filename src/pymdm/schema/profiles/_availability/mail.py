"""Which devices take Mail.

Source: mdm/profiles/com.apple.mail.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "Mail": (
        Support("iOS", "4.0", shared_device=False, shared_user=True, multiple=True, manual_install=True),
        Support("macOS", "10.7", device_channel=False, user_channel=True, multiple=True, manual_install=True),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "1.1", multiple=True, manual_install=True),
    ),
    "Mail.prevent_move": (Support("iOS", "5.0"), Support("macOS", NEVER)),
    "Mail.prevent_app_sheet": (Support("iOS", "5.0"), Support("macOS", NEVER)),
    "Mail.smime_enabled": (Support("iOS", "5.0"), Support("macOS", NEVER)),
    "Mail.smime_signing_enabled": (Support("iOS", "10.0"), Support("macOS", NEVER)),
    "Mail.smime_signing_certificate_uuid": (Support("iOS", "5.0"), Support("macOS", NEVER)),
    "Mail.smime_encryption_enabled": (Support("iOS", "10.0"), Support("macOS", NEVER)),
    "Mail.smime_encryption_certificate_uuid": (Support("iOS", "5.0"), Support("macOS", NEVER)),
    "Mail.smime_enable_per_message_switch": (
        Support("iOS", "8.0", deprecated="10.0"),
        Support("macOS visionOS", NEVER),
    ),
    "Mail.disable_mail_recents_syncing": (Support("iOS", "6.0"),),
    "Mail.allow_mail_drop": (Support("iOS", "9.2"), Support("macOS", "10.12")),
    "Mail.smime_signing_user_overrideable": (Support("iOS", "12.0"), Support("macOS", NEVER)),
    "Mail.smime_signing_certificate_uuid_user_overrideable": (
        Support("iOS", "12.0"),
        Support("macOS", NEVER),
    ),
    "Mail.smime_encrypt_by_default": (Support("iOS", "12.0"), Support("macOS", NEVER)),
    "Mail.smime_encrypt_by_default_user_overrideable": (Support("iOS", "12.0"), Support("macOS", NEVER)),
    "Mail.smime_encryption_certificate_uuid_user_overrideable": (
        Support("iOS", "12.0"),
        Support("macOS", NEVER),
    ),
    "Mail.smime_enable_encryption_per_message_switch": (Support("iOS", "12.0"), Support("macOS", NEVER)),
    "Mail.vpn_uuid": (Support("iOS", "14.0"), Support("macOS", NEVER)),
}
