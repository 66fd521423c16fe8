"""Relay, as Apple's schema has it.

Source: mdm/profiles/com.apple.relay.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["Relay"]


@model
class Relay(Payload):
    """Relays for the traffic of apps and domains."""

    payload_type: ClassVar[str] = "com.apple.relay.managed"

    @model
    class Relay(Model):
        """One relay."""

        http3_relay_url: str | None = key("HTTP3RelayURL", default=None)
        http2_relay_url: str | None = key("HTTP2RelayURL", default=None)
        additional_http_header_fields: Mapping[str, str] | None = key(
            "AdditionalHTTPHeaderFields", default=None
        )
        payload_certificate_uuid: str | None = key(
            "PayloadCertificateUUID",
            default=None,
            format="^[0-9A-Za-z]{8}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{12}$",
        )
        raw_public_keys: Sequence[bytes] | None = key("RawPublicKeys", default=None)

    relays: Sequence[Relay] = key("Relays")
    match_domains: Sequence[str] | None = key("MatchDomains", default=None)
    excluded_domains: Sequence[str] | None = key("ExcludedDomains", default=None)
    match_fqdns: Sequence[str] | None = key("MatchFQDNs", default=None)
    excluded_fqdns: Sequence[str] | None = key("ExcludedFQDNs", default=None)
    relay_uuid: str | None = key("RelayUUID", default=None)
    ui_toggle_enabled: bool | None = key("UIToggleEnabled", default=None, if_absent=True)
    allow_dns_failover: bool | None = key("AllowDNSFailover", default=None, if_absent=False)
