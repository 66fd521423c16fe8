"""Firewall, as Apple's schema has it.

Source: mdm/profiles/com.apple.security.firewall.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["Firewall"]


@model
class Firewall(Payload):
    """The firewall of a Mac."""

    payload_type: ClassVar[str] = "com.apple.security.firewall"

    @model
    class ApplicationsItem(Model):
        """What the firewall does with one app."""

        bundle_id: str = key("BundleID")
        allowed: bool = key("Allowed")

    enable_firewall: bool = key("EnableFirewall")
    block_all_incoming: bool | None = key("BlockAllIncoming", default=None)
    enable_stealth_mode: bool | None = key("EnableStealthMode", default=None)
    applications: Sequence[ApplicationsItem] | None = key("Applications", default=None)
    enable_logging: bool | None = key("EnableLogging", default=None)
    logging_option: str | None = key("LoggingOption", default=None, allowed=("throttled", "brief", "detail"))
    allow_signed: bool | None = key("AllowSigned", default=None, if_absent=True)
    allow_signed_app: bool | None = key("AllowSignedApp", default=None, if_absent=True)
