"""Which devices take VPN.

Source: mdm/profiles/com.apple.vpn.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "VPN": (
        Support("iOS", "4.0", user_enrollment="forbidden", multiple=True, manual_install=True),
        Support(
            "macOS",
            "10.7",
            user_channel=True,
            user_enrollment="forbidden",
            multiple=True,
            manual_install=True,
        ),
        Support("tvOS", "17.0", multiple=True, manual_install=True),
        Support("visionOS", "1.0", user_enrollment="forbidden", multiple=True, manual_install=True),
        Support("watchOS", NEVER),
    ),
    "VPN.VPN.provider_designated_requirement": (Support("iOS visionOS", NEVER), Support("macOS", "10.15")),
    "VPN.VPN.include_all_networks": (
        Support("iOS", "14.0"),
        Support("macOS", "10.15"),
        Support("tvOS", NEVER),
    ),
    "VPN.VPN.enforce_routes": (Support("iOS", "14.2"), Support("macOS", "11.0")),
    "VPN.VPN.exclude_local_networks": (
        Support("iOS", "14.2"),
        Support("macOS", "10.15"),
        Support("tvOS", NEVER),
    ),
    "VPN.VPN.exclude_cellular_services": (
        Support("iOS", "16.4"),
        Support("macOS", "13.3"),
        Support("tvOS", NEVER),
    ),
    "VPN.VPN.exclude_apns": (Support("iOS", "16.4"), Support("macOS", "13.3"), Support("tvOS", NEVER)),
    "VPN.VPN.exclude_device_communication": (
        Support("iOS", "17.4"),
        Support("macOS", "14.4"),
        Support("tvOS", NEVER),
        Support("visionOS", "1.1"),
    ),
    "VPN.VPN.on_demand_user_override_disabled": (Support("iOS", "14.0"), Support("macOS", NEVER)),
    "VPN.VPN.on_demand_match_domains_always": (Support("iOS", deprecated="7.0"),),
    "VPN.VPN.on_demand_match_domains_never": (Support("iOS", deprecated="7.0"),),
    "VPN.VPN.on_demand_match_domains_on_retry": (Support("iOS", deprecated="7.0"),),
    "VPN.ipv4": (Support("tvOS", NEVER),),
    "VPN.ppp": (Support("tvOS", NEVER),),
    "VPN.ipsec": (Support("tvOS", NEVER),),
    "VPN.IPSec.on_demand_match_domains_always": (Support("iOS", deprecated="7.0"),),
    "VPN.IPSec.on_demand_match_domains_never": (Support("iOS", deprecated="7.0"),),
    "VPN.IPSec.on_demand_match_domains_on_retry": (Support("iOS", deprecated="7.0"),),
    "VPN.ikev2": (Support("watchOS", "10.0"),),
    "VPN.IKEv2.provider_designated_requirement": (Support("iOS visionOS", NEVER), Support("macOS", "10.15")),
    "VPN.IKEv2.on_demand_user_override_disabled": (Support("iOS", "14.0"), Support("macOS", NEVER)),
    "VPN.IKEv2.dead_peer_detection_rate": (Support("watchOS", NEVER),),
    "VPN.IKEv2.tls_minimum_version": (Support("iOS", "11.0"), Support("macOS", "10.13")),
    "VPN.IKEv2.tls_maximum_version": (Support("iOS", "11.0"), Support("macOS", "10.13")),
    "VPN.IKEv2.use_configuration_attribute_internal_ip_subnet": (Support("iOS", "9.0"),),
    "VPN.IKEv2.disable_mobike": (Support("iOS", "9.0"),),
    "VPN.IKEv2.disable_redirect": (Support("iOS", "9.0"),),
    "VPN.IKEv2.nat_keep_alive_offload_enable": (Support("iOS", "9.0"),),
    "VPN.IKEv2.nat_keep_alive_interval": (Support("iOS", "9.0"),),
    "VPN.IKEv2.enable_pfs": (Support("iOS", "9.0"),),
    "VPN.IKEv2.enable_certificate_revocation_check": (Support("iOS", "9.0"),),
    "VPN.IKEv2.enable_fallback": (Support("iOS", "13.0"), Support("macOS watchOS", NEVER)),
    "VPN.IKEv2.mtu": (Support("iOS", "14.0"), Support("macOS", "11.0")),
    "VPN.IKEv2.include_all_networks": (
        Support("iOS", "14.0"),
        Support("macOS", "10.15"),
        Support("tvOS watchOS", NEVER),
    ),
    "VPN.IKEv2.enforce_routes": (Support("iOS", "14.2"), Support("macOS", "11.0"), Support("watchOS", NEVER)),
    "VPN.IKEv2.exclude_local_networks": (
        Support("iOS", "14.2"),
        Support("macOS", "10.15"),
        Support("tvOS watchOS", NEVER),
    ),
    "VPN.IKEv2.exclude_cellular_services": (
        Support("iOS", "16.4"),
        Support("macOS", "13.3"),
        Support("tvOS watchOS", NEVER),
    ),
    "VPN.IKEv2.exclude_apns": (
        Support("iOS", "16.4"),
        Support("macOS", "13.3"),
        Support("tvOS watchOS", NEVER),
    ),
    "VPN.IKEv2.exclude_device_communication": (
        Support("iOS", "17.4"),
        Support("macOS", "14.4"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "1.1"),
    ),
    "VPN.IKEv2.ppk": (
        Support("iOS tvOS", "18.0"),
        Support("macOS", "15.0"),
        Support("visionOS", "2.0"),
        Support("watchOS", "11.0"),
    ),
    "VPN.IKEv2.ppk_identifier": (
        Support("iOS tvOS", "18.0"),
        Support("macOS", "15.0"),
        Support("visionOS", "2.0"),
        Support("watchOS", "11.0"),
    ),
    "VPN.IKEv2.ppk_mandatory": (
        Support("iOS tvOS", "18.0"),
        Support("macOS", "15.0"),
        Support("visionOS", "2.0"),
        Support("watchOS", "11.0"),
    ),
    "VPN.IKEv2.allow_post_quantum_key_exchange_fallback": (
        Support("iOS macOS tvOS visionOS watchOS", "26.0"),
    ),
    "VPN.IKEv2.enforce_strict_algorithm_selection": (
        Support("iOS tvOS", "18.5"),
        Support("macOS", "15.5"),
        Support("visionOS", "2.5"),
        Support("watchOS", "11.5"),
    ),
    "VPN.IKEv2.IKESecurityAssociationParameters.post_quantum_key_exchange_methods": (
        Support("iOS macOS visionOS watchOS", "26.0"),
        Support("tvOS", "16.0"),
    ),
    "VPN.IKEv2.ChildSecurityAssociationParameters.post_quantum_key_exchange_methods": (
        Support("iOS macOS visionOS watchOS", "26.0"),
        Support("tvOS", "16.0"),
    ),
    "VPN.dns": (Support("watchOS", "10.0"),),
    "VPN.DNS.dns_protocol": (Support("iOS", "14.0"), Support("macOS", "11.0")),
    "VPN.DNS.server_url": (Support("iOS", "14.0"), Support("macOS", "11.0")),
    "VPN.DNS.server_name": (Support("iOS", "14.0"), Support("macOS", "11.0")),
    "VPN.DNS.server_addresses": (Support("iOS", "10.0"), Support("macOS", "10.12")),
    "VPN.DNS.search_domains": (Support("iOS", "10.0"), Support("macOS", "10.12")),
    "VPN.DNS.domain_name": (Support("iOS", "10.0"), Support("macOS", "10.12")),
    "VPN.DNS.supplemental_match_domains": (Support("iOS", "10.0"), Support("macOS", "10.12")),
    "VPN.DNS.supplemental_match_domains_no_search": (Support("iOS", "10.0"), Support("macOS", "10.12")),
    "VPN.DNS.payload_certificate_uuid": (Support("iOS", "16.0"), Support("macOS", "13.0")),
    "VPN.proxies": (Support("watchOS", "10.0"),),
    "VPN.always_on": (Support("iOS", "8.0"), Support("macOS tvOS", NEVER)),
    "VPN.AlwaysOn.application_exceptions": (Support("iOS", "13.6"),),
    "VPN.transparent_proxy": (Support("iOS tvOS visionOS", NEVER), Support("macOS", "14.0")),
}
