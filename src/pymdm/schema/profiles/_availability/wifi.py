"""Which devices take WiFi.

Source: mdm/profiles/com.apple.wifi.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "WiFi": (
        Support("iOS", "4.0", multiple=True, manual_install=True),
        Support("macOS", "10.7", user_channel=True, multiple=True, manual_install=True),
        Support("tvOS", "9.0", multiple=True, manual_install=True),
        Support("visionOS", "1.0", multiple=True, manual_install=True),
        Support("watchOS", "3.2", multiple=True, manual_install=True),
    ),
    "WiFi.auto_join": (Support("iOS", "5.0"),),
    "WiFi.ssid_str": (Support("iOS", "7.0"),),
    "WiFi.proxy_type": (Support("iOS visionOS", user_enrollment="forbidden"),),
    "WiFi.EAPClientConfiguration.tls_allow_trust_exceptions": (
        Support("iOS", removed="8.0"),
        Support("visionOS", NEVER),
    ),
    "WiFi.EAPClientConfiguration.tls_certificate_is_required": (Support("iOS", "7.0"),),
    "WiFi.EAPClientConfiguration.tls_minimum_version": (
        Support("iOS tvOS", "11.0"),
        Support("macOS", "10.13"),
    ),
    "WiFi.EAPClientConfiguration.tls_maximum_version": (
        Support("iOS tvOS", "11.0"),
        Support("macOS", "10.13"),
    ),
    "WiFi.EAPClientConfiguration.eap_sim_number_of_rands": (Support("iOS", "8.0"),),
    "WiFi.EAPClientConfiguration.one_time_user_password": (Support("iOS", "8.0"), Support("macOS", "10.8")),
    "WiFi.displayed_operator_name": (Support("iOS", "7.0"), Support("macOS", "10.9")),
    "WiFi.domain_name": (Support("iOS", "7.0"), Support("macOS", "10.9")),
    "WiFi.roaming_consortium_ois": (Support("iOS", "7.0"), Support("macOS", "10.9")),
    "WiFi.service_provider_roaming_enabled": (Support("iOS", "7.0"), Support("macOS", "10.9")),
    "WiFi.is_hotspot": (Support("iOS", "7.0"), Support("macOS", "10.9")),
    "WiFi.hessid": (Support("iOS", "7.0"),),
    "WiFi.nai_realm_names": (Support("iOS", "7.0"), Support("macOS", "10.9")),
    "WiFi.mcc_and_mncs": (Support("iOS", "7.0"), Support("macOS", NEVER)),
    "WiFi.captive_bypass": (Support("iOS", "10.0"), Support("macOS", NEVER)),
    "WiFi.qos_marking_policy": (Support("iOS", "10.0"), Support("macOS", "10.13")),
    "WiFi.QoSMarkingPolicy.qos_marking_allow_list_app_identifiers": (
        Support("iOS", "14.5"),
        Support("macOS", "14.0"),
    ),
    "WiFi.QoSMarkingPolicy.qos_marking_whitelisted_app_identifiers": (
        Support("iOS", deprecated="14.5"),
        Support("macOS", deprecated="14.0"),
        Support("visionOS", NEVER),
    ),
    "WiFi.setup_modes": (Support("iOS tvOS visionOS watchOS", NEVER),),
    "WiFi.proxy_server": (Support("iOS macOS visionOS", user_enrollment="forbidden"),),
    "WiFi.proxy_server_port": (Support("iOS macOS visionOS", user_enrollment="forbidden"),),
    "WiFi.proxy_username": (Support("iOS macOS visionOS", user_enrollment="forbidden"),),
    "WiFi.proxy_password": (Support("iOS visionOS", user_enrollment="forbidden"),),
    "WiFi.proxy_pac_url": (Support("iOS macOS visionOS", user_enrollment="forbidden"),),
    "WiFi.proxy_pac_fallback_allowed": (Support("iOS macOS visionOS", user_enrollment="forbidden"),),
    "WiFi.disable_association_mac_randomization": (
        Support("iOS", "14.0", user_enrollment="forbidden"),
        Support("macOS", "15.0", user_enrollment="forbidden"),
        Support("tvOS", NEVER),
        Support("visionOS", user_enrollment="forbidden"),
        Support("watchOS", "7.0"),
    ),
    "WiFi.allow_join_before_first_unlock": (
        Support("iOS macOS tvOS watchOS", NEVER),
        Support("visionOS", "26.0", supervised=True, user_enrollment="forbidden"),
    ),
}
