"""NetworkRelay, as Apple's schema has it.

Source: declarative/declarations/configurations/network.relay.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["NetworkRelay"]


@model
class NetworkRelay(Declaration):
    """Relays for the traffic of apps and domains."""

    declaration_type: ClassVar[str] = "com.apple.configuration.network.relay"
    APPLY: ClassVar[str] = "multiple"

    @model
    class Relay(Model):
        """One relay."""

        http3_relay_url: str | None = key("HTTP3RelayURL", default=None)
        http2_relay_url: str | None = key("HTTP2RelayURL", default=None)
        additional_http_header_fields: Mapping[str, str] | None = key(
            "AdditionalHTTPHeaderFields", default=None
        )
        credential_asset_reference: str | None = key(
            "CredentialAssetReference",
            default=None,
            assets=(
                "com.apple.asset.credential.identity",
                "com.apple.asset.credential.scep",
                "com.apple.asset.credential.acme",
            ),
        )
        public_key_data: Sequence[str] | None = key(
            "PublicKeyData", default=None, assets=("com.apple.asset.data",)
        )

    visible_name: str = key("VisibleName")
    relays: Sequence[Relay] = key("Relays")
    match_domains: Sequence[str] | None = key("MatchDomains", default=None)
    excluded_domains: Sequence[str] | None = key("ExcludedDomains", default=None)
    match_fqdns: Sequence[str] | None = key("MatchFQDNs", default=None)
    excluded_fqdns: Sequence[str] | None = key("ExcludedFQDNs", default=None)
    relay_uuid: str | None = key("RelayUUID", default=None)
    ui_toggle_enabled: bool | None = key("UIToggleEnabled", default=None, if_absent=True)
    allow_dns_failover: bool | None = key("AllowDNSFailover", default=None, if_absent=False)
