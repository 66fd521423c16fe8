"""DNSProxy, as Apple's schema has it.

Source: mdm/profiles/com.apple.dnsProxy.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from pymdm._model import Payload, key, model

__all__ = ["DNSProxy"]


@model
class DNSProxy(Payload):
    """An app through which all DNS goes."""

    payload_type: ClassVar[str] = "com.apple.dnsProxy.managed"

    app_bundle_identifier: str = key("AppBundleIdentifier")
    provider_bundle_identifier: str | None = key("ProviderBundleIdentifier", default=None)
    provider_designated_requirement: str | None = key("ProviderDesignatedRequirement", default=None)
    provider_configuration: Mapping[str, Any] | None = key("ProviderConfiguration", default=None, secret=True)
    dns_proxy_uuid: str | None = key("DNSProxyUUID", default=None)
