"""WiFi, as Apple's schema has it.

Source: mdm/profiles/com.apple.wifi.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["WiFi"]


@model
class WiFi(Payload):
    """A Wi-Fi network to join."""

    payload_type: ClassVar[str] = "com.apple.wifi.managed"

    @model
    class EAPClientConfiguration(Model):
        """802.1X: methods, names and whom to trust."""

        accept_eap_types: Sequence[int] = key("AcceptEAPTypes", allowed=(13, 17, 18, 21, 23, 25, 43))
        user_name: str | None = key("UserName", default=None)
        user_password: str | None = key("UserPassword", default=None, secret=True)
        payload_certificate_anchor_uuid: Sequence[str] | None = key(
            "PayloadCertificateAnchorUUID",
            default=None,
            format="^[0-9A-Za-z]{8}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{12}$",
        )
        tls_trusted_certificates: Sequence[str] | None = key("TLSTrustedCertificates", default=None)
        tls_trusted_server_names: Sequence[str] | None = key("TLSTrustedServerNames", default=None)
        tls_allow_trust_exceptions: bool | None = key("TLSAllowTrustExceptions", default=None, if_absent=True)
        tls_certificate_is_required: bool | None = key(
            "TLSCertificateIsRequired", default=None, if_absent=False
        )
        ttls_inner_authentication: str | None = key(
            "TTLSInnerAuthentication",
            default=None,
            if_absent="MSCHAPv2",
            allowed=("PAP", "EAP", "CHAP", "MSCHAP", "MSCHAPv2"),
        )
        tls_minimum_version: str | None = key(
            "TLSMinimumVersion", default=None, if_absent="1.0", allowed=("1.0", "1.1", "1.2", "1.3")
        )
        tls_maximum_version: str | None = key(
            "TLSMaximumVersion", default=None, if_absent="1.2", allowed=("1.0", "1.1", "1.2", "1.3")
        )
        outer_identity: str | None = key("OuterIdentity", default=None)
        eap_fast_use_pac: bool | None = key("EAPFASTUsePAC", default=None, if_absent=False)
        eap_fast_provision_pac: bool | None = key("EAPFASTProvisionPAC", default=None, if_absent=False)
        eap_fast_provision_pac_anonymously: bool | None = key(
            "EAPFASTProvisionPACAnonymously", default=None, if_absent=False
        )
        eap_sim_number_of_rands: int | None = key(
            "EAPSIMNumberOfRANDs", default=None, if_absent=3, allowed=(2, 3)
        )
        system_mode_credentials_source: str | None = key("SystemModeCredentialsSource", default=None)
        system_mode_use_open_directory_credentials: bool | None = key(
            "SystemModeUseOpenDirectoryCredentials", default=None, if_absent=False
        )
        one_time_user_password: bool | None = key("OneTimeUserPassword", default=None, if_absent=False)

    @model
    class QoSMarkingPolicy(Model):
        """Which traffic comes first."""

        qos_marking_allow_list_app_identifiers: Sequence[str] | None = key(
            "QoSMarkingAllowListAppIdentifiers", default=None
        )
        qos_marking_whitelisted_app_identifiers: Sequence[str] | None = key(
            "QoSMarkingWhitelistedAppIdentifiers", default=None
        )
        qos_marking_apple_audio_video_calls: bool | None = key(
            "QoSMarkingAppleAudioVideoCalls", default=None, if_absent=True
        )
        qos_marking_enabled: bool | None = key("QoSMarkingEnabled", default=None, if_absent=True)

    auto_join: bool | None = key("AutoJoin", default=None, if_absent=True)
    ssid_str: str | None = key("SSID_STR", default=None)
    hidden_network: bool | None = key("HIDDEN_NETWORK", default=None, if_absent=False)
    proxy_type: str | None = key(
        "ProxyType", default=None, if_absent="None", allowed=("None", "Manual", "Auto")
    )
    encryption_type: str | None = key(
        "EncryptionType", default=None, if_absent="Any", allowed=("WEP", "WPA", "WPA2", "WPA3", "Any", "None")
    )
    password: str | None = key("Password", default=None, secret=True)
    payload_certificate_uuid: str | None = key(
        "PayloadCertificateUUID",
        default=None,
        format="^[0-9A-Za-z]{8}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{12}$",
    )
    eap_client_configuration: EAPClientConfiguration | None = key("EAPClientConfiguration", default=None)
    displayed_operator_name: str | None = key("DisplayedOperatorName", default=None)
    domain_name: str | None = key("DomainName", default=None)
    roaming_consortium_ois: Sequence[str] | None = key(
        "RoamingConsortiumOIs", default=None, format="[0-9A-Za-z]{6}|[0-9A-Za-z]{9,10}"
    )
    service_provider_roaming_enabled: bool | None = key(
        "ServiceProviderRoamingEnabled", default=None, if_absent=False
    )
    is_hotspot: bool | None = key("IsHotspot", default=None, if_absent=False)
    hessid: str | None = key("HESSID", default=None)
    nai_realm_names: Sequence[str] | None = key("NAIRealmNames", default=None)
    mcc_and_mncs: Sequence[str] | None = key("MCCAndMNCs", default=None, format="^[0-9]{6}$")
    captive_bypass: bool | None = key("CaptiveBypass", default=None, if_absent=False)
    qos_marking_policy: QoSMarkingPolicy | None = key("QoSMarkingPolicy", default=None)
    setup_modes: Sequence[str] | None = key("SetupModes", default=None, allowed=("System", "Loginwindow"))
    enable_ipv6: bool | None = key("EnableIPv6", default=None, if_absent=True)
    tls_certificate_required: bool | None = key("TLSCertificateRequired", default=None, if_absent=False)
    proxy_server: str | None = key("ProxyServer", default=None)
    proxy_server_port: int | None = key("ProxyServerPort", default=None, minimum=0, maximum=65535)
    proxy_username: str | None = key("ProxyUsername", default=None)
    proxy_password: str | None = key("ProxyPassword", default=None, secret=True)
    proxy_pac_url: str | None = key("ProxyPACURL", default=None)
    proxy_pac_fallback_allowed: bool | None = key("ProxyPACFallbackAllowed", default=None, if_absent=False)
    disable_association_mac_randomization: bool | None = key(
        "DisableAssociationMACRandomization", default=None, if_absent=False
    )
    allow_join_before_first_unlock: bool | None = key(
        "AllowJoinBeforeFirstUnlock", default=None, if_absent=False
    )
