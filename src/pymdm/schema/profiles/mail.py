"""Mail, as Apple's schema has it.

Source: mdm/profiles/com.apple.mail.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["Mail"]


@model
class Mail(Payload):
    """A mail account."""

    payload_type: ClassVar[str] = "com.apple.mail.managed"

    email_account_description: str | None = key("EmailAccountDescription", default=None)
    email_account_name: str | None = key("EmailAccountName", default=None)
    email_account_type: str = key("EmailAccountType", allowed=("EmailTypeIMAP", "EmailTypePOP"))
    email_address: str | None = key("EmailAddress", default=None)
    incoming_mail_server_authentication: str = key(
        "IncomingMailServerAuthentication",
        allowed=(
            "EmailAuthNone",
            "EmailAuthPassword",
            "EmailAuthCRAMMD5",
            "EmailAuthNTLM",
            "EmailAuthHTTPMD5",
        ),
    )
    incoming_mail_server_host_name: str = key("IncomingMailServerHostName")
    incoming_mail_server_port_number: int | None = key("IncomingMailServerPortNumber", default=None)
    incoming_mail_server_use_ssl: bool | None = key("IncomingMailServerUseSSL", default=None, if_absent=False)
    incoming_mail_server_username: str | None = key("IncomingMailServerUsername", default=None)
    incoming_password: str | None = key("IncomingPassword", default=None, secret=True)
    outgoing_password: str | None = key("OutgoingPassword", default=None, secret=True)
    outgoing_password_same_as_incoming_password: bool | None = key(
        "OutgoingPasswordSameAsIncomingPassword", default=None, if_absent=False
    )
    outgoing_mail_server_authentication: str = key(
        "OutgoingMailServerAuthentication",
        allowed=(
            "EmailAuthNone",
            "EmailAuthPassword",
            "EmailAuthCRAMMD5",
            "EmailAuthNTLM",
            "EmailAuthHTTPMD5",
        ),
    )
    outgoing_mail_server_host_name: str = key("OutgoingMailServerHostName")
    outgoing_mail_server_port_number: int | None = key("OutgoingMailServerPortNumber", default=None)
    outgoing_mail_server_use_ssl: bool | None = key("OutgoingMailServerUseSSL", default=None, if_absent=False)
    outgoing_mail_server_username: str | None = key("OutgoingMailServerUsername", default=None)
    prevent_move: bool | None = key("PreventMove", default=None, if_absent=False)
    prevent_app_sheet: bool | None = key("PreventAppSheet", default=None, if_absent=False)
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
    allow_mail_drop: bool | None = key("allowMailDrop", default=None, if_absent=False)
    incoming_mail_server_imap_path_prefix: str | None = key("IncomingMailServerIMAPPathPrefix", default=None)
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
    vpn_uuid: str | None = key("VPNUUID", default=None)
