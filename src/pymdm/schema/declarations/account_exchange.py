"""AccountExchange, as Apple's schema has it.

Source: declarative/declarations/configurations/account.exchange.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["AccountExchange"]


@model
class AccountExchange(Declaration):
    """An Exchange account."""

    declaration_type: ClassVar[str] = "com.apple.configuration.account.exchange"
    APPLY: ClassVar[str] = "multiple"
    STATUS_ITEMS: ClassVar[tuple[str, ...]] = ("account.list.exchange",)

    @model
    class OAuth(Model):
        """What stands under OAuth."""

        enabled: bool = key("Enabled")
        sign_in_url: str | None = key("SignInURL", default=None)
        token_request_url: str | None = key("TokenRequestURL", default=None)

    @model
    class SMIME(Model):
        """What stands under SMIME."""

        @model
        class Signing(Model):
            """What stands under Signing."""

            enabled: bool = key("Enabled")
            identity_asset_reference: str | None = key(
                "IdentityAssetReference",
                default=None,
                assets=(
                    "com.apple.asset.credential.acme",
                    "com.apple.asset.credential.identity",
                    "com.apple.asset.credential.scep",
                ),
            )
            user_overrideable: bool | None = key("UserOverrideable", default=None, if_absent=False)
            identity_user_overrideable: bool | None = key(
                "IdentityUserOverrideable", default=None, if_absent=False
            )

        @model
        class Encryption(Model):
            """What stands under Encryption."""

            enabled: bool = key("Enabled")
            identity_asset_reference: str | None = key(
                "IdentityAssetReference",
                default=None,
                assets=(
                    "com.apple.asset.credential.acme",
                    "com.apple.asset.credential.identity",
                    "com.apple.asset.credential.scep",
                ),
            )
            user_overrideable: bool | None = key("UserOverrideable", default=None, if_absent=False)
            identity_user_overrideable: bool | None = key(
                "IdentityUserOverrideable", default=None, if_absent=False
            )
            per_message_switch_enabled: bool | None = key(
                "PerMessageSwitchEnabled", default=None, if_absent=False
            )

        signing: Signing | None = key("Signing", default=None)
        encryption: Encryption | None = key("Encryption", default=None)

    visible_name: str | None = key("VisibleName", default=None)
    enabled_protocol_types: Sequence[str] = key("EnabledProtocolTypes", allowed=("EAS", "EWS"))
    user_identity_asset_reference: str | None = key(
        "UserIdentityAssetReference", default=None, assets=("com.apple.asset.useridentity",)
    )
    host_name: str | None = key("HostName", default=None)
    port: int | None = key("Port", default=None)
    path: str | None = key("Path", default=None)
    external_host_name: str | None = key("ExternalHostName", default=None)
    external_port: int | None = key("ExternalPort", default=None)
    external_path: str | None = key("External Path", default=None)
    oauth: OAuth | None = key("OAuth", default=None)
    authentication_credentials_asset_reference: str | None = key(
        "AuthenticationCredentialsAssetReference",
        default=None,
        assets=("com.apple.asset.credential.userpassword",),
    )
    authentication_identity_asset_reference: str | None = key(
        "AuthenticationIdentityAssetReference",
        default=None,
        assets=(
            "com.apple.asset.credential.acme",
            "com.apple.asset.credential.identity",
            "com.apple.asset.credential.scep",
        ),
    )
    smime: SMIME | None = key("SMIME", default=None)
    mail_service_active: bool | None = key("MailServiceActive", default=None, if_absent=True)
    lock_mail_service: bool | None = key("LockMailService", default=None, if_absent=False)
    contacts_service_active: bool | None = key("ContactsServiceActive", default=None, if_absent=True)
    lock_contacts_service: bool | None = key("LockContactsService", default=None, if_absent=False)
    calendar_service_active: bool | None = key("CalendarServiceActive", default=None, if_absent=True)
    lock_calendar_service: bool | None = key("LockCalendarService", default=None, if_absent=False)
    reminders_service_active: bool | None = key("RemindersServiceActive", default=None, if_absent=True)
    lock_reminders_service: bool | None = key("LockRemindersService", default=None, if_absent=False)
    notes_service_active: bool | None = key("NotesServiceActive", default=None, if_absent=True)
    lock_notes_service: bool | None = key("LockNotesService", default=None, if_absent=False)
