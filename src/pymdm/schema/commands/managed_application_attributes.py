"""ManagedApplicationAttributes, as Apple's schema has it.

Source: mdm/commands/managed.application.attributes.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["ManagedApplicationAttributes", "ManagedApplicationAttributesResponse"]


@model
class ManagedApplicationAttributes(Command):
    """Ask for the attributes of managed apps."""

    request_type: ClassVar[str] = "ManagedApplicationAttributes"

    identifiers: Sequence[str] = key("Identifiers")


@model
class ManagedApplicationAttributesResponse(Answer):
    """The attributes of managed apps."""

    @model
    class ApplicationAttributesItem(Model):
        """The attributes of one app."""

        @model
        class Attributes(Model):
            """What stands under Attributes."""

            vpn_uuid: str | None = key("VPNUUID", default=None)
            content_filter_uuid: str | None = key("ContentFilterUUID", default=None)
            dns_proxy_uuid: str | None = key("DNSProxyUUID", default=None)
            relay_uuid: str | None = key("RelayUUID", default=None)
            associated_domains: Sequence[str] | None = key("AssociatedDomains", default=None)
            associated_domains_enable_direct_downloads: bool | None = key(
                "AssociatedDomainsEnableDirectDownloads", default=None, if_absent=False
            )
            removable: bool | None = key("Removable", default=None, if_absent=True)
            tap_to_pay_screen_lock: bool | None = key("TapToPayScreenLock", default=None, if_absent=False)
            cellular_slice_uuid: str | None = key("CellularSliceUUID", default=None)
            hideable: bool | None = key("Hideable", default=None, if_absent=True)
            lockable: bool | None = key("Lockable", default=None, if_absent=True)

        identifier: str | None = key("Identifier", default=None, required=True)
        attributes: Attributes | None = key("Attributes", default=None)

    application_attributes: Sequence[ApplicationAttributesItem] | None = key(
        "ApplicationAttributes", default=None, required=True
    )
