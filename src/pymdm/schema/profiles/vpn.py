"""VPN, as Apple's schema has it.

Source: mdm/profiles/com.apple.vpn.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["VPN"]


@model
class VPN(Payload):
    """A VPN for the whole device."""

    payload_type: ClassVar[str] = "com.apple.vpn.managed"

    @model
    class VendorConfig(Model):
        """What stands under VendorConfig."""

        realm: str | None = key("Realm", default=None)
        role: str | None = key("Role", default=None)
        group: str | None = key("Group", default=None)
        login_group_or_domain: str | None = key("LoginGroupOrDomain", default=None)

    @model
    class VPN(Model):
        """A VPN of an app."""

        @model
        class OnDemandRulesElement(Model):
            """One of OnDemandRules."""

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

        auth_name: str | None = key("AuthName", default=None)
        auth_password: str | None = key("AuthPassword", default=None, secret=True)
        remote_address: str = key("RemoteAddress")
        authentication_method: str | None = key(
            "AuthenticationMethod",
            default=None,
            if_absent="Password",
            allowed=("Password", "Certificate", "Password+Certificate"),
        )
        payload_certificate_uuid: str | None = key("PayloadCertificateUUID", default=None)
        provider_bundle_identifier: str | None = key("ProviderBundleIdentifier", default=None)
        provider_designated_requirement: str | None = key("ProviderDesignatedRequirement", default=None)
        disconnect_on_idle: int | None = key("DisconnectOnIdle", default=None, if_absent=0, allowed=(0, 1))
        disconnect_on_idle_timer: int | None = key("DisconnectOnIdleTimer", default=None)
        provider_type: str | None = key(
            "ProviderType", default=None, if_absent="packet-tunnel", allowed=("packet-tunnel", "app-proxy")
        )
        include_all_networks: int | None = key(
            "IncludeAllNetworks", default=None, if_absent=0, allowed=(0, 1)
        )
        enforce_routes: int | None = key("EnforceRoutes", default=None, if_absent=0, allowed=(0, 1))
        exclude_local_networks: int | None = key("ExcludeLocalNetworks", default=None, allowed=(0, 1))
        exclude_cellular_services: int | None = key(
            "ExcludeCellularServices", default=None, if_absent=1, allowed=(0, 1)
        )
        exclude_apns: int | None = key("ExcludeAPNs", default=None, if_absent=1, allowed=(0, 1))
        exclude_device_communication: int | None = key(
            "ExcludeDeviceCommunication", default=None, if_absent=1, allowed=(0, 1)
        )
        on_demand_enabled: int | None = key("OnDemandEnabled", default=None, if_absent=0, allowed=(0, 1))
        on_demand_user_override_disabled: int | None = key(
            "OnDemandUserOverrideDisabled", default=None, if_absent=0, allowed=(0, 1)
        )
        on_demand_match_domains_always: Sequence[str] | None = key("OnDemandMatchDomainsAlways", default=None)
        on_demand_match_domains_never: Sequence[str] | None = key("OnDemandMatchDomainsNever", default=None)
        on_demand_match_domains_on_retry: Sequence[str] | None = key(
            "OnDemandMatchDomainsOnRetry", default=None
        )
        on_demand_rules: Sequence[OnDemandRulesElement] | None = key("OnDemandRules", default=None)

    @model
    class IPv4(Model):
        """Whether all traffic goes through it."""

        override_primary: int | None = key("OverridePrimary", default=None, if_absent=0, allowed=(0, 1))

    @model
    class PPP(Model):
        """L2TP and PPTP."""

        auth_name: str | None = key("AuthName", default=None)
        auth_password: str | None = key("AuthPassword", default=None, secret=True)
        token_card: int | None = key("TokenCard", default=None, if_absent=0, allowed=(0, 1))
        comm_remote_address: str | None = key("CommRemoteAddress", default=None)
        auth_eap_plugins: Sequence[str] | None = key(
            "AuthEAPPlugins", default=None, allowed=("EAP-RSA", "EAP-TLS", "EAP-KRB"), length=(1, 1)
        )
        auth_protocol: Sequence[str] | None = key(
            "AuthProtocol", default=None, allowed=("EAP",), length=(1, 1)
        )
        ccp_mppe40_enabled: int | None = key("CCPMPPE40Enabled", default=None, allowed=(0, 1))
        ccp_mppe128_enabled: int | None = key("CCPMPPE128Enabled", default=None, allowed=(0, 1))
        ccp_enabled: int | None = key("CCPEnabled", default=None, allowed=(0, 1))
        disconnect_on_idle: int | None = key("DisconnectOnIdle", default=None, if_absent=0, allowed=(0, 1))
        disconnect_on_idle_timer: int | None = key("DisconnectOnIdleTimer", default=None)

    @model
    class IPSec(Model):
        """IPsec with IKEv1."""

        @model
        class OnDemandRulesElement(Model):
            """One of OnDemandRules."""

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

        remote_address: str | None = key("RemoteAddress", default=None)
        authentication_method: str | None = key(
            "AuthenticationMethod",
            default=None,
            if_absent="SharedSecret",
            allowed=("SharedSecret", "Certificate"),
        )
        xauth_name: str | None = key("XAuthName", default=None)
        xauth_password: str | None = key("XAuthPassword", default=None, secret=True)
        xauth_enabled: int | None = key("XAuthEnabled", default=None, allowed=(0, 1))
        xauth_password_encryption: str | None = key(
            "XAuthPasswordEncryption", default=None, allowed=("Prompt",)
        )
        local_identifier: str | None = key("LocalIdentifier", default=None)
        local_identifier_type: str | None = key(
            "LocalIdentifierType", default=None, if_absent="KeyID", allowed=("KeyID",)
        )
        shared_secret: bytes | None = key("SharedSecret", default=None, secret=True)
        payload_certificate_uuid: str | None = key("PayloadCertificateUUID", default=None)
        prompt_for_vpn_pin: bool | None = key("PromptForVPNPIN", default=None, if_absent=False)
        disconnect_on_idle: int | None = key("DisconnectOnIdle", default=None, if_absent=0, allowed=(0, 1))
        disconnect_on_idle_timer: int | None = key("DisconnectOnIdleTimer", default=None)
        on_demand_enabled: int | None = key("OnDemandEnabled", default=None, if_absent=0, allowed=(0, 1))
        on_demand_match_domains_always: Sequence[str] | None = key("OnDemandMatchDomainsAlways", default=None)
        on_demand_match_domains_never: Sequence[str] | None = key("OnDemandMatchDomainsNever", default=None)
        on_demand_match_domains_on_retry: Sequence[str] | None = key(
            "OnDemandMatchDomainsOnRetry", default=None
        )
        on_demand_rules: Sequence[OnDemandRulesElement] | None = key("OnDemandRules", default=None)

    @model
    class IKEv2(Model):
        """IPsec with IKEv2."""

        @model
        class OnDemandRulesElement(Model):
            """One of OnDemandRules."""

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

        @model
        class IKESecurityAssociationParameters(Model):
            """What stands under IKESecurityAssociationParameters."""

            encryption_algorithm: str | None = key(
                "EncryptionAlgorithm",
                default=None,
                if_absent="AES-256",
                allowed=(
                    "DES",
                    "3DES",
                    "AES-128",
                    "AES-256",
                    "AES-128-GCM",
                    "AES-256-GCM",
                    "ChaCha20Poly1305",
                ),
            )
            integrity_algorithm: str | None = key(
                "IntegrityAlgorithm",
                default=None,
                if_absent="SHA2-256",
                allowed=("SHA1-96", "SHA1-160", "SHA2-256", "SHA2-384", "SHA2-512"),
            )
            diffie_hellman_group: int | None = key(
                "DiffieHellmanGroup",
                default=None,
                if_absent=14,
                allowed=(1, 2, 5, 14, 15, 16, 17, 18, 19, 20, 21, 31, 32),
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
                allowed=(
                    "DES",
                    "3DES",
                    "AES-128",
                    "AES-256",
                    "AES-128-GCM",
                    "AES-256-GCM",
                    "ChaCha20Poly1305",
                ),
            )
            integrity_algorithm: str | None = key(
                "IntegrityAlgorithm",
                default=None,
                if_absent="SHA2-256",
                allowed=("SHA1-96", "SHA1-160", "SHA2-256", "SHA2-384", "SHA2-512"),
            )
            diffie_hellman_group: int | None = key(
                "DiffieHellmanGroup",
                default=None,
                if_absent=14,
                allowed=(1, 2, 5, 14, 15, 16, 17, 18, 19, 20, 21, 31, 32),
            )
            post_quantum_key_exchange_methods: Sequence[int] | None = key(
                "PostQuantumKeyExchangeMethods", default=None, allowed=(0, 36, 37)
            )
            life_time_in_minutes: int | None = key(
                "LifeTimeInMinutes", default=None, if_absent=1440, minimum=10, maximum=1440
            )

        remote_address: str = key("RemoteAddress")
        local_identifier: str = key("LocalIdentifier")
        remote_identifier: str = key("RemoteIdentifier")
        authentication_method: str = key(
            "AuthenticationMethod", allowed=("None", "SharedSecret", "Certificate")
        )
        certificate_type: str | None = key(
            "CertificateType",
            default=None,
            if_absent="RSA",
            allowed=("RSA", "ECDSA256", "ECDSA384", "ECDSA521", "RSA-PSS"),
        )
        payload_certificate_uuid: str | None = key("PayloadCertificateUUID", default=None)
        password: str | None = key("Password", default=None, secret=True)
        provider_bundle_identifier: str | None = key("ProviderBundleIdentifier", default=None)
        provider_designated_requirement: str | None = key("ProviderDesignatedRequirement", default=None)
        shared_secret: str | None = key("SharedSecret", default=None, secret=True)
        extended_auth_enabled: int | None = key(
            "ExtendedAuthEnabled", default=None, if_absent=0, allowed=(0, 1)
        )
        auth_name: str | None = key("AuthName", default=None)
        auth_password: str | None = key("AuthPassword", default=None, secret=True)
        on_demand_enabled: int | None = key("OnDemandEnabled", default=None, if_absent=0, allowed=(0, 1))
        on_demand_user_override_disabled: int | None = key(
            "OnDemandUserOverrideDisabled", default=None, if_absent=0, allowed=(0, 1)
        )
        on_demand_rules: Sequence[OnDemandRulesElement] | None = key("OnDemandRules", default=None)
        dead_peer_detection_rate: str | None = key(
            "DeadPeerDetectionRate",
            default=None,
            if_absent="Medium",
            allowed=("None", "Low", "Medium", "High"),
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
        use_configuration_attribute_internal_ip_subnet: int | None = key(
            "UseConfigurationAttributeInternalIPSubnet", default=None, if_absent=0, allowed=(0, 1)
        )
        disable_mobike: int | None = key("DisableMOBIKE", default=None, if_absent=0, allowed=(0, 1))
        disable_redirect: int | None = key("DisableRedirect", default=None, if_absent=0, allowed=(0, 1))
        disconnect_on_idle: int | None = key("DisconnectOnIdle", default=None, if_absent=0, allowed=(0, 1))
        disconnect_on_idle_timer: int | None = key("DisconnectOnIdleTimer", default=None)
        nat_keep_alive_offload_enable: int | None = key(
            "NATKeepAliveOffloadEnable", default=None, if_absent=1, allowed=(0, 1)
        )
        nat_keep_alive_interval: int | None = key("NATKeepAliveInterval", default=None, if_absent=20)
        enable_pfs: int | None = key("EnablePFS", default=None, if_absent=0, allowed=(0, 1))
        enable_certificate_revocation_check: int | None = key(
            "EnableCertificateRevocationCheck", default=None, if_absent=0, allowed=(0, 1)
        )
        enable_fallback: int | None = key("EnableFallback", default=None, if_absent=0, allowed=(0, 1))
        mtu: int | None = key("MTU", default=None, if_absent=1280, minimum=1280, maximum=1400)
        provider_type: str | None = key(
            "ProviderType", default=None, if_absent="packet-tunnel", allowed=("packet-tunnel", "app-proxy")
        )
        include_all_networks: int | None = key(
            "IncludeAllNetworks", default=None, if_absent=0, allowed=(0, 1)
        )
        enforce_routes: int | None = key("EnforceRoutes", default=None, if_absent=0, allowed=(0, 1))
        exclude_local_networks: int | None = key("ExcludeLocalNetworks", default=None, allowed=(0, 1))
        exclude_cellular_services: int | None = key(
            "ExcludeCellularServices", default=None, if_absent=1, allowed=(0, 1)
        )
        exclude_apns: int | None = key("ExcludeAPNs", default=None, if_absent=1, allowed=(0, 1))
        exclude_device_communication: int | None = key(
            "ExcludeDeviceCommunication", default=None, if_absent=1, allowed=(0, 1)
        )
        ppk: bytes | None = key("PPK", default=None)
        ppk_identifier: str | None = key("PPKIdentifier", default=None)
        ppk_mandatory: int | None = key("PPKMandatory", default=None, if_absent=1, allowed=(0, 1))
        allow_post_quantum_key_exchange_fallback: int | None = key(
            "AllowPostQuantumKeyExchangeFallback", default=None, if_absent=0, allowed=(0, 1)
        )
        enforce_strict_algorithm_selection: int | None = key(
            "EnforceStrictAlgorithmSelection", default=None, if_absent=0, allowed=(0, 1)
        )
        ike_security_association_parameters: IKESecurityAssociationParameters | None = key(
            "IKESecurityAssociationParameters", default=None
        )
        child_security_association_parameters: ChildSecurityAssociationParameters | None = key(
            "ChildSecurityAssociationParameters", default=None
        )

    @model
    class DNS(Model):
        """Name servers inside."""

        dns_protocol: str = key("DNSProtocol", allowed=("Cleartext", "HTTPS", "TLS"))
        server_url: str | None = key("ServerURL", default=None)
        server_name: str | None = key("ServerName", default=None)
        server_addresses: Sequence[str] = key("ServerAddresses")
        search_domains: Sequence[str] | None = key("SearchDomains", default=None)
        domain_name: str | None = key("DomainName", default=None)
        supplemental_match_domains: Sequence[str] | None = key("SupplementalMatchDomains", default=None)
        supplemental_match_domains_no_search: int | None = key(
            "SupplementalMatchDomainsNoSearch", default=None, if_absent=0, allowed=(0, 1)
        )
        payload_certificate_uuid: str | None = key(
            "PayloadCertificateUUID",
            default=None,
            format="^[0-9A-Za-z]{8}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{12}$",
        )

    @model
    class Proxies(Model):
        """Proxies inside."""

        proxy_auto_config_enable: int | None = key("ProxyAutoConfigEnable", default=None, allowed=(0, 1))
        proxy_auto_discovery_enable: int | None = key(
            "ProxyAutoDiscoveryEnable", default=None, if_absent=1, allowed=(0, 1)
        )
        proxy_auto_config_url_string: str | None = key("ProxyAutoConfigURLString", default=None)
        supplemental_match_domains: Sequence[str] | None = key("SupplementalMatchDomains", default=None)
        http_enable: int | None = key("HTTPEnable", default=None, if_absent=0, allowed=(0, 1))
        http_proxy: str | None = key("HTTPProxy", default=None)
        http_port: int | None = key("HTTPPort", default=None, minimum=0, maximum=65535)
        http_proxy_username: str | None = key("HTTPProxyUsername", default=None)
        http_proxy_password: str | None = key("HTTPProxyPassword", default=None, secret=True)
        https_enable: int | None = key("HTTPSEnable", default=None, if_absent=0, allowed=(0, 1))
        https_proxy: str | None = key("HTTPSProxy", default=None)
        https_port: int | None = key("HTTPSPort", default=None, minimum=0, maximum=65535)

    @model
    class AlwaysOn(Model):
        """A VPN that is always on."""

        @model
        class TunnelConfigurationElement(Model):
            """One of TunnelConfigurations."""

            protocol_type: str = key("ProtocolType", allowed=("IKEv2",))
            interfaces: Sequence[str] | None = key("Interfaces", default=None, allowed=("Cellular", "WiFi"))

        @model
        class ServiceExceptionElement(Model):
            """One of ServiceExceptions."""

            service_name: str = key(
                "ServiceName", allowed=("VoiceMail", "AirPrint", "CellularServices", "DeviceCommunication")
            )
            action: str = key("Action", allowed=("Allow", "Drop"))

        @model
        class ApplicationExceptionElement(Model):
            """One of ApplicationExceptions."""

            bundle_identifier: str = key("BundleIdentifier")
            limit_to_protocols: Sequence[str] | None = key("LimitToProtocols", default=None, allowed=("UDP",))

        @model
        class AllowedCaptiveNetworkPluginElement(Model):
            """One of AllowedCaptiveNetworkPlugins."""

            bundle_identifier: str = key("BundleIdentifier")

        ui_toggle_enabled: int | None = key("UIToggleEnabled", default=None, if_absent=0, allowed=(0, 1))
        tunnel_configurations: Sequence[TunnelConfigurationElement] = key("TunnelConfigurations")
        service_exceptions: Sequence[ServiceExceptionElement] | None = key("ServiceExceptions", default=None)
        application_exceptions: Sequence[ApplicationExceptionElement] | None = key(
            "ApplicationExceptions", default=None
        )
        allow_captive_web_sheet: int | None = key(
            "AllowCaptiveWebSheet", default=None, if_absent=0, allowed=(0, 1)
        )
        allow_all_captive_network_plugins: int | None = key(
            "AllowAllCaptiveNetworkPlugins", default=None, if_absent=0, allowed=(0, 1)
        )
        allowed_captive_network_plugins: Sequence[AllowedCaptiveNetworkPluginElement] | None = key(
            "AllowedCaptiveNetworkPlugins", default=None
        )

    @model
    class TransparentProxy(Model):
        """An app that carries the traffic of others."""

        @model
        class OnDemandRulesElement(Model):
            """One of OnDemandRules."""

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

        authentication_method: str | None = key(
            "AuthenticationMethod",
            default=None,
            if_absent="Password",
            allowed=("Password", "Certificate", "Password+Certificate"),
        )
        disconnect_on_idle: int | None = key("DisconnectOnIdle", default=None, if_absent=0, allowed=(0, 1))
        disconnect_on_idle_timer: int | None = key("DisconnectOnIdleTimer", default=None)
        enforce_routes: int | None = key("EnforceRoutes", default=None, if_absent=0, allowed=(0, 1))
        on_demand_enabled: int | None = key("OnDemandEnabled", default=None, if_absent=0, allowed=(0, 1))
        on_demand_rules: Sequence[OnDemandRulesElement] | None = key("OnDemandRules", default=None)
        payload_certificate_uuid: str | None = key("PayloadCertificateUUID", default=None)
        password: str | None = key("Password", default=None, secret=True)
        provider_bundle_identifier: str | None = key("ProviderBundleIdentifier", default=None)
        provider_designated_requirement: str | None = key("ProviderDesignatedRequirement", default=None)
        provider_type: str | None = key(
            "ProviderType", default=None, if_absent="packet-tunnel", allowed=("packet-tunnel", "app-proxy")
        )
        order: int | None = key("Order", default=None)

    vpn_type: str = key("VPNType", allowed=("VPN", "L2TP", "IPSec", "IKEv2", "AlwaysOn", "TransparentProxy"))
    vpn_sub_type: str | None = key("VPNSubType", default=None)
    user_defined_name: str = key("UserDefinedName")
    vendor_config: VendorConfig | None = key("VendorConfig", default=None)
    vpn: VPN | None = key("VPN", default=None)
    ipv4: IPv4 | None = key("IPv4", default=None)
    ppp: PPP | None = key("PPP", default=None)
    ipsec: IPSec | None = key("IPSec", default=None)
    ikev2: IKEv2 | None = key("IKEv2", default=None)
    dns: DNS | None = key("DNS", default=None)
    proxies: Proxies | None = key("Proxies", default=None)
    always_on: AlwaysOn | None = key("AlwaysOn", default=None)
    transparent_proxy: TransparentProxy | None = key("TransparentProxy", default=None)
