"""CardDAV, as Apple's schema has it.

Source: mdm/profiles/com.apple.carddav.account.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["CardDAV"]


@model
class CardDAV(Payload):
    """An address book account."""

    payload_type: ClassVar[str] = "com.apple.carddav.account"

    @model
    class CommunicationServiceRules(Model):
        """What stands under CommunicationServiceRules."""

        @model
        class DefaultServiceHandlers(Model):
            """What stands under DefaultServiceHandlers."""

            audio_call: str | None = key("AudioCall", default=None)

        default_service_handlers: DefaultServiceHandlers | None = key("DefaultServiceHandlers", default=None)

    carddav_account_description: str | None = key("CardDAVAccountDescription", default=None)
    carddav_host_name: str = key("CardDAVHostName")
    carddav_username: str | None = key("CardDAVUsername", default=None)
    carddav_password: str | None = key("CardDAVPassword", default=None, secret=True)
    carddav_principal_url: str | None = key("CardDAVPrincipalURL", default=None)
    carddav_use_ssl: bool | None = key("CardDAVUseSSL", default=None, if_absent=True)
    carddav_port: int | None = key("CardDAVPort", default=None)
    communication_service_rules: CommunicationServiceRules | None = key(
        "CommunicationServiceRules", default=None
    )
    vpn_uuid: str | None = key("VPNUUID", default=None)
