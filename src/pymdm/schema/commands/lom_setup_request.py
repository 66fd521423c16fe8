"""LOMSetupRequest, as Apple's schema has it.

Source: mdm/commands/lom.setuprequest.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Answer, Command, key, model

__all__ = ["LOMSetupRequest", "LOMSetupRequestResponse"]


@model
class LOMSetupRequest(Command):
    """Ask a Mac for what others need to reach it through Lights Out Management."""

    request_type: ClassVar[str] = "LOMSetupRequest"


@model
class LOMSetupRequestResponse(Answer):
    """Names and addresses of a Mac for Lights Out Management."""

    primary_ipv6_address_list: Sequence[str] | None = key(
        "PrimaryIPv6AddressList", default=None, required=True
    )
    secondary_ipv6_address_list: Sequence[str] | None = key(
        "SecondaryIPv6AddressList", default=None, required=True
    )
    lom_protocol_version: int | None = key("LOMProtocolVersion", default=None, required=True)
