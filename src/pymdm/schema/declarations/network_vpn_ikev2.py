"""NetworkVPNIKEv2, as Apple's schema has it.

Source: declarative/declarations/configurations/network.vpn.ikev2.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["NetworkVPNIKEv2"]


@model
class NetworkVPNIKEv2(Declaration):
    """A VPN by IKEv2."""

    declaration_type: ClassVar[str] = "com.apple.configuration.network.vpn.ikev2"
    APPLY: ClassVar[str] = "multiple"

    @model
    class Authentication(Model):
        """What stands under Authentication."""

        @model
        class ExtendedAuth(Model):
            """What stands under ExtendedAuth."""

            enabled: bool | None = key("Enabled", default=None, if_absent=False)
            credentials_asset_reference: str | None = key(
                "CredentialsAssetReference", default=None, assets=("com.apple.asset.credential.userpassword",)
            )
            server_certificate_issuer_common_name: str | None = key(
                "ServerCertificateIssuerCommonName", default=None
            )
            server_certificate_common_name: str | None = key("ServerCertificateCommonName", default=None)
            tls_minimum_version: str | None = key(
                "TLSMinimumVersion", default=None, if_absent="1.0", allowed=("1.0", "1.1", "1.2", "1.3")
            )
            tls_maximum_version: str | None = key(
                "TLSMaximumVersion", default=None, if_absent="1.2", allowed=("1.0", "1.1", "1.2", "1.3")
            )

        method: str = key("Method", allowed=("None", "SharedSecret", "Certificate"))
        credentials_asset_reference: str | None = key(
            "CredentialsAssetReference", default=None, assets=("com.apple.asset.credential.userpassword",)
        )
        identity_certificate_type: str | None = key(
            "IdentityCertificateType",
            default=None,
            if_absent="RSA",
            allowed=("RSA", "ECDSA256", "ECDSA384", "ECDSA521", "RSA-PSS"),
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
        extended_auth: ExtendedAuth | None = key("ExtendedAuth", default=None)

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
        dead_peer_detection_rate: str | None = key(
            "DeadPeerDetectionRate",
            default=None,
            if_absent="Medium",
            allowed=("None", "Low", "Medium", "High"),
        )

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
    class PostQuantumKeyExchange(Model):
        """What stands under PostQuantumKeyExchange."""

        ppk: bytes | None = key("PPK", default=None)
        ppk_identifier: str | None = key("PPKIdentifier", default=None)
        ppk_mandatory: bool | None = key("PPKMandatory", default=None, if_absent=True)
        allow_fallback: bool | None = key("AllowFallback", default=None, if_absent=False)

    @model
    class IKESecurityAssociationParameters(Model):
        """What stands under IKESecurityAssociationParameters."""

        encryption_algorithm: str | None = key(
            "EncryptionAlgorithm",
            default=None,
            if_absent="AES-256",
            allowed=("AES-128", "AES-256", "AES-128-GCM", "AES-256-GCM", "ChaCha20Poly1305"),
        )
        integrity_algorithm: str | None = key(
            "IntegrityAlgorithm",
            default=None,
            if_absent="SHA2-256",
            allowed=("SHA2-256", "SHA2-384", "SHA2-512"),
        )
        diffie_hellman_group: int | None = key(
            "DiffieHellmanGroup", default=None, if_absent=14, allowed=(14, 15, 16, 17, 18, 19, 20, 21, 31, 32)
        )
        post_quantum_key_exchange_methods: Sequence[int] | None = key(
            "PostQuantumKeyExchangeMethods", default=None, allowed=(0, 36, 37)
        )
        life_time_in_minutes: int | None = key(
            "LifeTimeInMinutes", default=None, if_absent=1440, minimum=10, maximum=1440
        )

    @model
    class ChildSecurityAssociationParameters(Model):
        """What stands under ChildSecurityAssociationParameters."""

        encryption_algorithm: str | None = key(
            "EncryptionAlgorithm",
            default=None,
            if_absent="AES-256",
            allowed=("AES-128", "AES-256", "AES-128-GCM", "AES-256-GCM", "ChaCha20Poly1305"),
        )
        integrity_algorithm: str | None = key(
            "IntegrityAlgorithm",
            default=None,
            if_absent="SHA2-256",
            allowed=("SHA2-256", "SHA2-384", "SHA2-512"),
        )
        diffie_hellman_group: int | None = key(
            "DiffieHellmanGroup", default=None, if_absent=14, allowed=(14, 15, 16, 17, 18, 19, 20, 21, 31, 32)
        )
        post_quantum_key_exchange_methods: Sequence[int] | None = key(
            "PostQuantumKeyExchangeMethods", default=None, allowed=(0, 36, 37)
        )
        life_time_in_minutes: int | None = key(
            "LifeTimeInMinutes", default=None, if_absent=1440, minimum=10, maximum=1440
        )

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
    local_identifier: str = key("LocalIdentifier")
    remote_identifier: str = key("RemoteIdentifier")
    authentication: Authentication = key("Authentication")
    provider: Provider | None = key("Provider", default=None)
    network_routing: NetworkRouting | None = key("NetworkRouting", default=None)
    idle: Idle | None = key("Idle", default=None)
    on_demand: OnDemand | None = key("OnDemand", default=None)
    use_configuration_attribute_internal_ip_subnet: bool | None = key(
        "UseConfigurationAttributeInternalIPSubnet", default=None, if_absent=False
    )
    disable_mobike: bool | None = key("DisableMOBIKE", default=None, if_absent=False)
    disable_redirect: bool | None = key("DisableRedirect", default=None, if_absent=False)
    enable_nat_keep_alive_offload: bool | None = key(
        "EnableNATKeepAliveOffload", default=None, if_absent=True
    )
    nat_keep_alive_interval: int | None = key("NATKeepAliveInterval", default=None, if_absent=20)
    enable_pfs: bool | None = key("EnablePFS", default=None, if_absent=False)
    enable_certificate_revocation_check: bool | None = key(
        "EnableCertificateRevocationCheck", default=None, if_absent=False
    )
    enable_fallback: bool | None = key("EnableFallback", default=None, if_absent=False)
    mtu: int | None = key("MTU", default=None, if_absent=1280, minimum=1280, maximum=1400)
    enforce_strict_algorithm_selection: bool | None = key(
        "EnforceStrictAlgorithmSelection", default=None, if_absent=False
    )
    post_quantum_key_exchange: PostQuantumKeyExchange | None = key("PostQuantumKeyExchange", default=None)
    ike_security_association_parameters: IKESecurityAssociationParameters | None = key(
        "IKESecurityAssociationParameters", default=None
    )
    child_security_association_parameters: ChildSecurityAssociationParameters | None = key(
        "ChildSecurityAssociationParameters", default=None
    )
    dns: DNS | None = key("DNS", default=None)
    proxies: Proxies | None = key("Proxies", default=None)
