"""CalDAV, as Apple's schema has it.

Source: mdm/profiles/com.apple.caldav.account.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["CalDAV"]


@model
class CalDAV(Payload):
    """A calendar account."""

    payload_type: ClassVar[str] = "com.apple.caldav.account"

    caldav_account_description: str | None = key("CalDAVAccountDescription", default=None)
    caldav_host_name: str = key("CalDAVHostName")
    caldav_username: str | None = key("CalDAVUsername", default=None)
    caldav_password: str | None = key("CalDAVPassword", default=None, secret=True)
    caldav_principal_url: str | None = key("CalDAVPrincipalURL", default=None)
    caldav_use_ssl: bool | None = key("CalDAVUseSSL", default=None, if_absent=True)
    caldav_port: int | None = key("CalDAVPort", default=None)
    vpn_uuid: str | None = key("VPNUUID", default=None)
