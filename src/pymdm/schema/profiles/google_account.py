"""GoogleAccount, as Apple's schema has it.

Source: mdm/profiles/com.apple.google-oauth.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["GoogleAccount"]


@model
class GoogleAccount(Payload):
    """A Google account."""

    payload_type: ClassVar[str] = "com.apple.google-oauth"

    @model
    class CommunicationServiceRules(Model):
        """What stands under CommunicationServiceRules."""

        @model
        class DefaultServiceHandlers(Model):
            """What stands under DefaultServiceHandlers."""

            audio_call: str | None = key("AudioCall", default=None)

        default_service_handlers: DefaultServiceHandlers | None = key("DefaultServiceHandlers", default=None)

    account_description: str | None = key("AccountDescription", default=None)
    account_name: str | None = key("AccountName", default=None)
    email_address: str = key("EmailAddress")
    communication_service_rules: CommunicationServiceRules | None = key(
        "CommunicationServiceRules", default=None
    )
    vpn_uuid: str | None = key("VPNUUID", default=None)
