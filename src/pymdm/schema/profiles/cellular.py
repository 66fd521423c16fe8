"""Cellular, as Apple's schema has it.

Source: mdm/profiles/com.apple.cellular.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["Cellular"]


@model
class Cellular(Payload):
    """Access points of the cellular network."""

    payload_type: ClassVar[str] = "com.apple.cellular"

    @model
    class AttachAPN(Model):
        """The access point by which the device registers."""

        name: str = key("Name")
        authentication_type: str | None = key(
            "AuthenticationType", default=None, if_absent="PAP", allowed=("CHAP", "PAP")
        )
        username: str | None = key("Username", default=None)
        password: str | None = key("Password", default=None, secret=True)
        allowed_protocol_mask: int | None = key("AllowedProtocolMask", default=None, allowed=(1, 2, 3))

    @model
    class APNsItem(Model):
        """One access point for data."""

        name: str = key("Name")
        authentication_type: str | None = key(
            "AuthenticationType", default=None, if_absent="PAP", allowed=("CHAP", "PAP")
        )
        username: str | None = key("Username", default=None)
        password: str | None = key("Password", default=None, secret=True)
        proxy_server: str | None = key("ProxyServer", default=None)
        proxy_port: int | None = key("ProxyPort", default=None)
        default_protocol_mask: int | None = key("DefaultProtocolMask", default=None, allowed=(1, 2, 3))
        allowed_protocol_mask: int | None = key("AllowedProtocolMask", default=None, allowed=(1, 2, 3))
        allowed_protocol_mask_in_roaming: int | None = key(
            "AllowedProtocolMaskInRoaming", default=None, allowed=(1, 2, 3)
        )
        allowed_protocol_mask_in_domestic_roaming: int | None = key(
            "AllowedProtocolMaskInDomesticRoaming", default=None, allowed=(1, 2, 3)
        )
        enable_xlat464: bool | None = key("EnableXLAT464", default=None, if_absent=False)

    attach_apn: AttachAPN | None = key("AttachAPN", default=None)
    apns: Sequence[APNsItem] | None = key("APNs", default=None)
