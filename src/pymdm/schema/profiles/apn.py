"""APN, as Apple's schema has it.

Source: mdm/profiles/com.apple.apn.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["APN"]


@model
class APN(Payload):
    """The access point of the cellular network; `Cellular` is the newer one."""

    payload_type: ClassVar[str] = "com.apple.apn.managed"

    @model
    class DefaultsData(Model):
        """What stands under DefaultsData."""

        @model
        class ApnsItem(Model):
            """One access point."""

            apn: str = key("apn")
            username: str | None = key("username", default=None)
            password: bytes | None = key("password", default=None, secret=True)
            proxy: str | None = key("proxy", default=None)
            proxy_port: int | None = key("proxyPort", default=None)

        apns: Sequence[ApnsItem] = key("apns")

    defaults_data: DefaultsData = key("DefaultsData")
    defaults_domain_name: str = key("DefaultsDomainName", allowed=("com.apple.managedCarrier",))
