"""ExchangeActiveSync, as Apple's schema has it.

Source: mdm/profiles/com.apple.eas.account.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["ExchangeActiveSync"]


@model
class ExchangeActiveSync(Payload):
    """An Exchange account on iPhone, iPad and Vision."""

    payload_type: ClassVar[str] = "com.apple.eas.account"

    @model
    class CommunicationServiceRules(Model):
        """What stands under CommunicationServiceRules."""

        @model
        class DefaultServiceHandlers(Model):
            """What stands under DefaultServiceHandlers."""

            audio_call: str | None = key("AudioCall", default=None)

        default_service_handlers: DefaultServiceHandlers | None = key("DefaultServiceHandlers", default=None)

    email_address: str | None = key("EmailAddress", default=None)
    host: str | None = key("Host", default=None)
    ssl: bool | None = key("SSL", default=None, if_absent=False)
    oauth: bool | None = key("OAuth", default=None, if_absent=False)
    user_name: str | None = key("UserName", default=None)
    password: str | None = key("Password", default=None, secret=True)
    certificate: bytes | None = key("Certificate", default=None)
    certificate_name: str | None = key("CertificateName", default=None)
    certificate_password: str | None = key("CertificatePassword", default=None, secret=True)
    prevent_move: bool | None = key("PreventMove", default=None, if_absent=False)
    prevent_app_sheet: bool | None = key("PreventAppSheet", default=None, if_absent=False)
    payload_certificate_uuid: str | None = key(
        "PayloadCertificateUUID",
        default=None,
        format="^[0-9A-Za-z]{8}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{12}$",
    )
    smime_enabled: bool | None = key("SMIMEEnabled", default=None, if_absent=False)
    smime_signing_enabled: bool | None = key("SMIMESigningEnabled", default=None, if_absent=False)
    smime_signing_certificate_uuid: str | None = key(
        "SMIMESigningCertificateUUID",
        default=None,
        format="^[0-9A-Za-z]{8}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{12}$",
    )
    smime_encryption_enabled: bool | None = key("SMIMEEncryptionEnabled", default=None, if_absent=False)
    smime_encryption_certificate_uuid: str | None = key(
        "SMIMEEncryptionCertificateUUID",
        default=None,
        format="^[0-9A-Za-z]{8}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{12}$",
    )
    smime_enable_per_message_switch: bool | None = key(
        "SMIMEEnablePerMessageSwitch", default=None, if_absent=False
    )
    disable_mail_recents_syncing: bool | None = key(
        "disableMailRecentsSyncing", default=None, if_absent=False
    )
    mail_number_of_past_days_to_sync: int | None = key(
        "MailNumberOfPastDaysToSync", default=None, if_absent=7, allowed=(0, 1, 3, 7, 14, 31)
    )
    header_magic: str | None = key("HeaderMagic", default=None)
    communication_service_rules: CommunicationServiceRules | None = key(
        "CommunicationServiceRules", default=None
    )
    allow_mail_drop: bool | None = key("allowMailDrop", default=None, if_absent=False)
    smime_signing_user_overrideable: bool | None = key(
        "SMIMESigningUserOverrideable", default=None, if_absent=False
    )
    smime_signing_certificate_uuid_user_overrideable: bool | None = key(
        "SMIMESigningCertificateUUIDUserOverrideable", default=None, if_absent=False
    )
    smime_encrypt_by_default: bool | None = key("SMIMEEncryptByDefault", default=None, if_absent=False)
    smime_encrypt_by_default_user_overrideable: bool | None = key(
        "SMIMEEncryptByDefaultUserOverrideable", default=None, if_absent=False
    )
    smime_encryption_certificate_uuid_user_overrideable: bool | None = key(
        "SMIMEEncryptionCertificateUUIDUserOverrideable", default=None, if_absent=False
    )
    smime_enable_encryption_per_message_switch: bool | None = key(
        "SMIMEEnableEncryptionPerMessageSwitch", default=None, if_absent=False
    )
    enable_mail: bool | None = key("EnableMail", default=None, if_absent=True)
    enable_contacts: bool | None = key("EnableContacts", default=None, if_absent=True)
    enable_calendars: bool | None = key("EnableCalendars", default=None, if_absent=True)
    enable_reminders: bool | None = key("EnableReminders", default=None, if_absent=True)
    enable_notes: bool | None = key("EnableNotes", default=None, if_absent=True)
    enable_mail_user_overridable: bool | None = key("EnableMailUserOverridable", default=None, if_absent=True)
    enable_contacts_user_overridable: bool | None = key(
        "EnableContactsUserOverridable", default=None, if_absent=True
    )
    enable_calendars_user_overridable: bool | None = key(
        "EnableCalendarsUserOverridable", default=None, if_absent=True
    )
    enable_reminders_user_overridable: bool | None = key(
        "EnableRemindersUserOverridable", default=None, if_absent=True
    )
    enable_notes_user_overridable: bool | None = key(
        "EnableNotesUserOverridable", default=None, if_absent=True
    )
    oauth_sign_in_url: str | None = key("OAuthSignInURL", default=None)
    oauth_token_request_url: str | None = key("OAuthTokenRequestURL", default=None)
    override_previous_password: bool | None = key("OverridePreviousPassword", default=None, if_absent=False)
    vpn_uuid: str | None = key("VPNUUID", default=None)
