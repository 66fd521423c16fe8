"""AppLayerVPN, as Apple's schema has it.

Source: mdm/profiles/com.apple.vpn.managed.applayer.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["AppLayerVPN"]


@model
class AppLayerVPN(Payload):
    """A VPN for single apps."""

    payload_type: ClassVar[str] = "com.apple.vpn.managed.applayer"

    vpn_uuid: str = key("VPNUUID")
    cellular_slice_uuid: str | None = key("CellularSliceUUID", default=None)
    safari_domains: Sequence[str] | None = key("SafariDomains", default=None)
    mail_domains: Sequence[str] | None = key("MailDomains", default=None)
    calendar_domains: Sequence[str] | None = key("CalendarDomains", default=None)
    contacts_domains: Sequence[str] | None = key("ContactsDomains", default=None)
    associated_domains: Sequence[str] | None = key("AssociatedDomains", default=None)
    excluded_domains: Sequence[str] | None = key("ExcludedDomains", default=None)
    on_demand_match_app_enabled: bool | None = key("OnDemandMatchAppEnabled", default=None)
    smb_domains: Sequence[str] | None = key("SMBDomains", default=None)
