"""NetworkVPNPlugin, as Apple's schema has it.

Source: declarative/declarations/configurations/network.vpn.vpn-plugin.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["NetworkVPNPlugin"]


@model
class NetworkVPNPlugin(Declaration):
    """A VPN by an app."""

    declaration_type: ClassVar[str] = "com.apple.configuration.network.vpn.vpn-plugin"
    APPLY: ClassVar[str] = "multiple"

    @model
    class VendorConfig(Model):
        """What stands under VendorConfig."""

        realm: str | None = key("Realm", default=None)
        role: str | None = key("Role", default=None)
        group: str | None = key("Group", default=None)
        login_group_or_domain: str | None = key("LoginGroupOrDomain", default=None)

    @model
    class Authentication(Model):
        """What stands under Authentication."""

        method: str = key("Method", allowed=("Password", "Certificate", "Password+Certificate"))
        credentials_asset_reference: str | None = key(
            "CredentialsAssetReference", default=None, assets=("com.apple.asset.credential.userpassword",)
        )
        identity_asset_reference: str | None = key(
            "IdentityAssetReference",
            default=None,
            assets=(
                "com.apple.asset.credential.acme",
                "com.apple.asset.credential.identity",
                "com.apple.asset.credential.scep",
            ),
        )

    @model
    class Provider(Model):
        """What stands under Provider."""

        type: str | None = key(
            "Type", default=None, if_absent="packet-tunnel", allowed=("packet-tunnel", "app-proxy")
        )
        composed_identifier: str | None = key("ComposedIdentifier", default=None)

    @model
    class NetworkRouting(Model):
        """What stands under NetworkRouting."""

        enforce_routes: bool | None = key("EnforceRoutes", default=None, if_absent=False)
        include_all_networks: bool | None = key("IncludeAllNetworks", default=None, if_absent=False)
        exclude_local_networks: bool | None = key("ExcludeLocalNetworks", default=None)
        exclude_cellular_services: bool | None = key("ExcludeCellularServices", default=None, if_absent=True)
        exclude_apns: bool | None = key("ExcludeAPNs", default=None, if_absent=True)
        exclude_device_communication: bool | None = key(
            "ExcludeDeviceCommunication", default=None, if_absent=True
        )

    @model
    class Idle(Model):
        """What stands under Idle."""

        disconnect: bool | None = key("Disconnect", default=None, if_absent=False)
        timer: int | None = key("Timer", default=None)

    @model
    class OnDemand(Model):
        """What stands under OnDemand."""

        @model
        class RulesElement(Model):
            """One of Rules."""

            @model
            class ActionParameter(Model):
                """One of ActionParameters."""

                domains: Sequence[str] = key("Domains")
                domain_action: str = key("DomainAction", allowed=("ConnectIfNeeded", "NeverConnect"))
                required_dns_servers: Sequence[str] | None = key("RequiredDNSServers", default=None)
                required_url_string_probe: str | None = key("RequiredURLStringProbe", default=None)

            action: str = key(
                "Action", allowed=("Allow", "Connect", "Disconnect", "EvaluateConnection", "Ignore")
            )
            action_parameters: Sequence[ActionParameter] | None = key("ActionParameters", default=None)
            dns_domain_match: Sequence[str] | None = key("DNSDomainMatch", default=None)
            dns_server_address_match: Sequence[str] | None = key("DNSServerAddressMatch", default=None)
            interface_type_match: str | None = key(
                "InterfaceTypeMatch", default=None, allowed=("Ethernet", "WiFi", "Cellular")
            )
            ssid_match: Sequence[str] | None = key("SSIDMatch", default=None)
            url_string_probe: str | None = key("URLStringProbe", default=None)

        enabled: bool | None = key("Enabled", default=None, if_absent=False)
        disable_user_override: bool | None = key("DisableUserOverride", default=None, if_absent=False)
        rules: Sequence[RulesElement] | None = key("Rules", default=None)

    @model
    class DNS(Model):
        """What stands under DNS."""

        protocol: str = key("Protocol", allowed=("Cleartext", "HTTPS", "TLS"))
        server_url: str | None = key("ServerURL", default=None)
        server_name: str | None = key("ServerName", default=None)
        server_addresses: Sequence[str] = key("ServerAddresses")
        search_domains: Sequence[str] | None = key("SearchDomains", default=None)
        domain_name: str | None = key("DomainName", default=None)
        supplemental_match_domains: Sequence[str] | None = key("SupplementalMatchDomains", default=None)
        supplemental_match_domains_no_search: bool | None = key(
            "SupplementalMatchDomainsNoSearch", default=None, if_absent=False
        )
        identity_asset_reference: str | None = key(
            "IdentityAssetReference",
            default=None,
            assets=(
                "com.apple.asset.credential.acme",
                "com.apple.asset.credential.identity",
                "com.apple.asset.credential.scep",
            ),
        )

    @model
    class Proxies(Model):
        """What stands under Proxies."""

        @model
        class Protocol(Model):
            """What stands under Protocol."""

            @model
            class HTTP(Model):
                """What stands under HTTP."""

                enable: bool | None = key("Enable", default=None, if_absent=False)
                host_name: str | None = key("HostName", default=None)
                port: int | None = key("Port", default=None, minimum=0, maximum=65535)

            @model
            class HTTPS(Model):
                """What stands under HTTPS."""

                enable: bool | None = key("Enable", default=None, if_absent=False)
                host_name: str | None = key("HostName", default=None)
                port: int | None = key("Port", default=None, minimum=0, maximum=65535)

            http: HTTP | None = key("HTTP", default=None)
            https: HTTPS | None = key("HTTPS", default=None)
            credentials_asset_reference: str | None = key(
                "CredentialsAssetReference", default=None, assets=("com.apple.asset.credential.userpassword",)
            )

        auto_config_enable: bool | None = key("AutoConfigEnable", default=None, if_absent=False)
        auto_discovery_enable: bool | None = key("AutoDiscoveryEnable", default=None, if_absent=True)
        auto_config_url_string: str | None = key("AutoConfigURLString", default=None)
        supplemental_match_domains: Sequence[str] | None = key("SupplementalMatchDomains", default=None)
        protocol: Protocol | None = key("Protocol", default=None)

    visible_name: str = key("VisibleName")
    host_name: str = key("HostName")
    sub_type: str = key("SubType")
    vendor_config: VendorConfig | None = key("VendorConfig", default=None)
    authentication: Authentication = key("Authentication")
    provider: Provider | None = key("Provider", default=None)
    network_routing: NetworkRouting | None = key("NetworkRouting", default=None)
    idle: Idle | None = key("Idle", default=None)
    on_demand: OnDemand | None = key("OnDemand", default=None)
    dns: DNS | None = key("DNS", default=None)
    proxies: Proxies | None = key("Proxies", default=None)
