"""ExchangeWebServices, as Apple's schema has it.

Source: mdm/profiles/com.apple.ews.account.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["ExchangeWebServices"]


@model
class ExchangeWebServices(Payload):
    """An Exchange account on a Mac."""

    payload_type: ClassVar[str] = "com.apple.ews.account"

    email_address: str | None = key("EmailAddress", default=None)
    host: str | None = key("Host", default=None)
    ssl: bool | None = key("SSL", default=None, if_absent=True)
    oauth: bool | None = key("OAuth", default=None, if_absent=False)
    oauth_sign_in_url: str | None = key("OAuthSignInURL", default=None)
    user_name: str | None = key("UserName", default=None)
    password: str | None = key("Password", default=None, secret=True)
    payload_certificate_uuid: str | None = key(
        "PayloadCertificateUUID",
        default=None,
        format="^[0-9A-Za-z]{8}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{12}$",
    )
    authentication_certificate_uuid: str | None = key("AuthenticationCertificateUUID", default=None)
    allow_mail_drop: bool | None = key("allowMailDrop", default=None, if_absent=False)
    path: str | None = key("Path", default=None)
    port: int | None = key("Port", default=None)
    external_host: str | None = key("ExternalHost", default=None)
    external_ssl: bool | None = key("ExternalSSL", default=None, if_absent=True)
    external_path: str | None = key("ExternalPath", default=None)
    external_port: int | None = key("ExternalPort", default=None)
