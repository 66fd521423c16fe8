"""GlobalHTTPProxy, as Apple's schema has it.

Source: mdm/profiles/com.apple.proxy.http.global.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["GlobalHTTPProxy"]


@model
class GlobalHTTPProxy(Payload):
    """A proxy for all HTTP of a supervised device."""

    payload_type: ClassVar[str] = "com.apple.proxy.http.global"

    proxy_type: str | None = key("ProxyType", default=None, if_absent="Manual", allowed=("Manual", "Auto"))
    proxy_server: str | None = key("ProxyServer", default=None, text="hostname")
    proxy_server_port: int | None = key("ProxyServerPort", default=None)
    proxy_username: str | None = key("ProxyUsername", default=None)
    proxy_password: str | None = key("ProxyPassword", default=None, secret=True)
    proxy_pac_url: str | None = key("ProxyPACURL", default=None)
    proxy_pac_fallback_allowed: bool | None = key("ProxyPACFallbackAllowed", default=None, if_absent=False)
    proxy_captive_login_allowed: bool | None = key("ProxyCaptiveLoginAllowed", default=None, if_absent=False)
