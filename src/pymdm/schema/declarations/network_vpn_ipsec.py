"""NetworkVPNIPSec, as Apple's schema has it.

Source: declarative/declarations/configurations/network.vpn.ipsec.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["NetworkVPNIPSec"]


@model
class NetworkVPNIPSec(Declaration):
    """A VPN by IPsec."""

    declaration_type: ClassVar[str] = "com.apple.configuration.network.vpn.ipsec"
    APPLY: ClassVar[str] = "multiple"

    @model
    class Authentication(Model):
        """What stands under Authentication."""

        @model
        class XAuth(Model):
            """What stands under XAuth."""

            enabled: bool = key("Enabled")
            credentials_asset_reference: str | None = key(
                "CredentialsAssetReference", default=None, assets=("com.apple.asset.credential.userpassword",)
            )
            password_encryption: str | None = key("PasswordEncryption", default=None, allowed=("Prompt",))

        method: str = key("Method", allowed=("SharedSecret", "Certificate"))
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
        local_identifier: str | None = key("LocalIdentifier", default=None)
        local_identifier_type: str | None = key(
            "LocalIdentifierType", default=None, if_absent="KeyID", allowed=("KeyID",)
        )
        prompt_for_vpn_pin: bool | None = key("PromptForVPNPIN", default=None, if_absent=False)
        xauth: XAuth | None = key("XAuth", default=None)

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
    override_primary: bool | None = key("OverridePrimary", default=None, if_absent=False)
    authentication: Authentication = key("Authentication")
    idle: Idle | None = key("Idle", default=None)
    on_demand: OnDemand | None = key("OnDemand", default=None)
    dns: DNS | None = key("DNS", default=None)
    proxies: Proxies | None = key("Proxies", default=None)
