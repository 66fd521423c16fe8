"""NetworkProxyConfiguration, as Apple's schema has it.

Source: mdm/profiles/com.apple.SystemConfiguration.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["NetworkProxyConfiguration"]


@model
class NetworkProxyConfiguration(Payload):
    """Proxies of a Mac."""

    payload_type: ClassVar[str] = "com.apple.SystemConfiguration"

    @model
    class Proxies(Model):
        """What stands under Proxies."""

        ftp_enable: int | None = key("FTPEnable", default=None)
        ftp_passive: int | None = key("FTPPassive", default=None)
        ftp_port: int | None = key("FTPPort", default=None)
        ftp_proxy: str | None = key("FTPProxy", default=None)
        gopher_enable: int | None = key("GopherEnable", default=None)
        gopher_port: int | None = key("GopherPort", default=None)
        gopher_proxy: str | None = key("GopherProxy", default=None)
        http_enable: int | None = key("HTTPEnable", default=None)
        http_port: int | None = key("HTTPPort", default=None)
        http_proxy: str | None = key("HTTPProxy", default=None)
        https_enable: int | None = key("HTTPSEnable", default=None)
        https_port: int | None = key("HTTPSPort", default=None)
        https_proxy: str | None = key("HTTPSProxy", default=None)
        proxy_auto_config_enable: int | None = key("ProxyAutoConfigEnable", default=None)
        proxy_auto_config_url_string: str | None = key("ProxyAutoConfigURLString", default=None)
        proxy_captive_login_allowed: int | None = key("ProxyCaptiveLoginAllowed", default=None)
        rtsp_enable: int | None = key("RTSPEnable", default=None)
        rtsp_port: int | None = key("RTSPPort", default=None)
        rtsp_proxy: str | None = key("RTSPProxy", default=None)
        socks_enable: int | None = key("SOCKSEnable", default=None)
        socks_port: int | None = key("SOCKSPortinteger", default=None)
        socks_proxy: str | None = key("SOCKSProxy", default=None)
        fall_back_allowed: int | None = key("FallBackAllowed", default=None)
        exceptions_list: Sequence[str] | None = key("ExceptionsList", default=None)

    proxies: Proxies = key("Proxies")
