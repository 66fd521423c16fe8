"""SingleSignOn, as Apple's schema has it.

Source: mdm/profiles/com.apple.sso.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["SingleSignOn"]


@model
class SingleSignOn(Payload):
    """Kerberos accounts for apps and addresses."""

    payload_type: ClassVar[str] = "com.apple.sso"

    @model
    class Kerberos(Model):
        """Principal, realm, and where they are used."""

        principal_name: str | None = key("PrincipalName", default=None)
        payload_certificate_uuid: str | None = key("PayloadCertificateUUID", default=None)
        realm: str = key("Realm")
        url_prefix_matches: Sequence[str] | None = key("URLPrefixMatches", default=None)
        app_identifier_matches: Sequence[str] | None = key("AppIdentifierMatches", default=None)

    name: str = key("Name")
    kerberos: Kerberos | None = key("Kerberos", default=None)
