"""NetworkDNSProxy, as Apple's schema has it.

Source: declarative/declarations/configurations/network.dns-proxy.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["NetworkDNSProxy"]


@model
class NetworkDNSProxy(Declaration):
    """An app through which all DNS goes."""

    declaration_type: ClassVar[str] = "com.apple.configuration.network.dns-proxy"
    APPLY: ClassVar[str] = "single"

    visible_name: str = key("VisibleName")
    app_bundle_identifier: str = key("AppBundleIdentifier")
    provider_composed_identifier: str | None = key("ProviderComposedIdentifier", default=None)
    provider_configuration: Mapping[str, Any] | None = key("ProviderConfiguration", default=None, secret=True)
    dns_proxy_uuid: str | None = key("DNSProxyUUID", default=None)
