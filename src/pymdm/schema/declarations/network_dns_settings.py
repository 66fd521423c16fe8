"""NetworkDNSSettings, as Apple's schema has it.

Source: declarative/declarations/configurations/network.dns-settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["NetworkDNSSettings"]


@model
class NetworkDNSSettings(Declaration):
    """Encrypted DNS, and when it is used."""

    declaration_type: ClassVar[str] = "com.apple.configuration.network.dns-settings"
    APPLY: ClassVar[str] = "multiple"

    @model
    class DNSSettings(Model):
        """The servers and how they are asked."""

        dns_protocol: str = key("DNSProtocol", allowed=("HTTPS", "TLS"))
        server_url: str | None = key("ServerURL", default=None)
        server_name: str | None = key("ServerName", default=None)
        server_addresses: Sequence[str] | None = key("ServerAddresses", default=None)
        allow_failover: bool | None = key("AllowFailover", default=None, if_absent=False)
        identity_asset_reference: str | None = key(
            "IdentityAssetReference",
            default=None,
            assets=(
                "com.apple.asset.credential.identity",
                "com.apple.asset.credential.scep",
                "com.apple.asset.credential.acme",
            ),
        )
        supplemental_match_domains: Sequence[str] | None = key("SupplementalMatchDomains", default=None)

    @model
    class OnDemandRulesElement(Model):
        """One of OnDemandRules."""

        @model
        class ActionParameter(Model):
            """One of ActionParameters."""

            domains: Sequence[str] = key("Domains")
            domain_action: str = key("DomainAction", allowed=("NeverConnect", "ConnectIfNeeded"))

        action: str = key("Action", allowed=("Connect", "Disconnect", "EvaluateConnection"))
        action_parameters: Sequence[ActionParameter] | None = key("ActionParameters", default=None)
        dns_domain_match: Sequence[str] | None = key("DNSDomainMatch", default=None)
        dns_server_address_match: Sequence[str] | None = key("DNSServerAddressMatch", default=None)
        interface_type_match: str | None = key(
            "InterfaceTypeMatch", default=None, allowed=("Ethernet", "WiFi", "Cellular")
        )
        ssid_match: Sequence[str] | None = key("SSIDMatch", default=None)
        url_string_probe: str | None = key("URLStringProbe", default=None)

    visible_name: str = key("VisibleName")
    dns_settings: DNSSettings = key("DNSSettings")
    on_demand_rules: Sequence[OnDemandRulesElement] | None = key("OnDemandRules", default=None)
    prohibit_disablement: bool | None = key("ProhibitDisablement", default=None, if_absent=False)
