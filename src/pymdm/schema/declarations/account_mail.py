"""AccountMail, as Apple's schema has it.

Source: declarative/declarations/configurations/account.mail.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["AccountMail"]


@model
class AccountMail(Declaration):
    """A mail account."""

    declaration_type: ClassVar[str] = "com.apple.configuration.account.mail"
    APPLY: ClassVar[str] = "multiple"
    STATUS_ITEMS: ClassVar[tuple[str, ...]] = ("account.list.mail.incoming", "account.list.mail.outgoing")

    @model
    class IncomingServer(Model):
        """What stands under IncomingServer."""

        server_type: str = key("ServerType", allowed=("IMAP", "POP"))
        host_name: str = key("HostName")
        port: int | None = key("Port", default=None)
        authentication_method: str = key(
            "AuthenticationMethod", allowed=("None", "Password", "CRAMMD5", "NTLM", "HTTPMD5")
        )
        authentication_credentials_asset_reference: str | None = key(
            "AuthenticationCredentialsAssetReference",
            default=None,
            assets=("com.apple.asset.credential.userpassword",),
        )
        imap_path_prefix: str | None = key("IMAPPathPrefix", default=None)

    @model
    class OutgoingServer(Model):
        """What stands under OutgoingServer."""

        host_name: str = key("HostName")
        port: int | None = key("Port", default=None)
        authentication_method: str = key(
            "AuthenticationMethod", allowed=("None", "Password", "CRAMMD5", "NTLM", "HTTPMD5")
        )
        authentication_credentials_asset_reference: str | None = key(
            "AuthenticationCredentialsAssetReference",
            default=None,
            assets=("com.apple.asset.credential.userpassword",),
        )

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
    user_identity_asset_reference: str | None = key(
        "UserIdentityAssetReference", default=None, assets=("com.apple.asset.useridentity",)
    )
    incoming_server: IncomingServer = key("IncomingServer")
    outgoing_server: OutgoingServer = key("OutgoingServer")
    smime: SMIME | None = key("SMIME", default=None)
