"""Which devices take NetworkProxyConfiguration.

Source: mdm/profiles/com.apple.SystemConfiguration.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "NetworkProxyConfiguration": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.7", user_enrollment="forbidden", multiple=False, manual_install=True),
    ),
    "NetworkProxyConfiguration.Proxies.proxy_captive_login_allowed": (Support("macOS", "10.9"),),
}
