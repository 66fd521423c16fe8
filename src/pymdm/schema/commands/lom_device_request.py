"""LOMDeviceRequest, as Apple's schema has it.

Source: mdm/commands/lom.devicerequest.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["LOMDeviceRequest", "LOMDeviceRequestResponse"]


@model
class LOMDeviceRequest(Command):
    """Let a Mac turn other Macs on or off through Lights Out Management."""

    request_type: ClassVar[str] = "LOMDeviceRequest"

    @model
    class RequestListItem(Model):
        """One Mac, how to reach it, and what to do with it."""

        device_request_type: str = key("DeviceRequestType", allowed=("PowerON", "PowerOFF", "Reset"))
        device_request_uuid: str = key("DeviceRequestUUID")
        device_dns_name: str = key("DeviceDNSName")
        primary_ipv6_address_list: Sequence[str] = key("PrimaryIPv6AddressList")
        secondary_ipv6_address_list: Sequence[str] = key("SecondaryIPv6AddressList")
        lom_protocol_version: int = key("LOMProtocolVersion")

    request_list: Sequence[RequestListItem] = key("RequestList")


@model
class LOMDeviceRequestResponse(Answer):
    """What became of each request."""

    @model
    class ResponseListItem(Model):
        """What became of one request."""

        device_request_success: bool | None = key("DeviceRequestSuccess", default=None, required=True)
        device_request_uuid: str | None = key("DeviceRequestUUID", default=None, required=True)
        device_request_return_error: str | None = key("DeviceRequestReturnError", default=None)

    response_list: Sequence[ResponseListItem] | None = key("ResponseList", default=None, required=True)
