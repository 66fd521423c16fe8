"""JabberAccount, as Apple's schema has it.

Source: mdm/profiles/com.apple.jabber.account.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["JabberAccount"]


@model
class JabberAccount(Payload):
    """An account of Jabber, for Macs of former times."""

    payload_type: ClassVar[str] = "com.apple.jabber.account"

    jabber_account_description: str | None = key("JabberAccountDescription", default=None)
    jabber_host_name: str = key("JabberHostName")
    jabber_user_name: str | None = key("JabberUserName", default=None)
    jabber_password: str | None = key("JabberPassword", default=None, secret=True)
    jabber_use_ssl: bool | None = key("JabberUseSSL", default=None, if_absent=False)
    jabber_port: int | None = key("JabberPort", default=None, if_absent=5222, minimum=0, maximum=65535)
    jabber_authentication: str = key("JabberAuthentication", allowed=("JabberAuthPassword",))
