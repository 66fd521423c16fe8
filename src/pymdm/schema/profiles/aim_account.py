"""AIMAccount, as Apple's schema has it.

Source: mdm/profiles/com.apple.AIM.account.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["AIMAccount"]


@model
class AIMAccount(Payload):
    """An account of AIM, for Macs of former times."""

    payload_type: ClassVar[str] = "com.apple.AIM.account"

    aim_account_description: str | None = key("AIMAccountDescription", default=None)
    aim_host_name: str = key("AIMHostName", allowed=("slogin.oscar.aol.com",))
    aim_user_name: str | None = key("AIMUserName", default=None)
    aim_password: str | None = key("AIMPassword", default=None, secret=True)
    aim_use_ssl: bool | None = key("AIMUseSSL", default=None, if_absent=True)
    aim_port: int | None = key("AIMPort", default=None, if_absent=5190, minimum=0, maximum=65535)
    aim_authentication: str = key("AIMAuthentication", allowed=("AIMAuthPassword",))
