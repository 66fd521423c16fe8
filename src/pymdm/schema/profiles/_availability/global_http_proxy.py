"""Which devices take GlobalHTTPProxy.

Source: mdm/profiles/com.apple.proxy.http.global.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "GlobalHTTPProxy": (
        Support(
            "iOS", "6.0", supervised=True, user_enrollment="forbidden", multiple=False, manual_install=True
        ),
        Support("macOS", "10.9", user_enrollment="forbidden", multiple=False, manual_install=True),
        Support("tvOS", "9.0", supervised=True, multiple=False, manual_install=True),
        Support(
            "visionOS",
            "2.0",
            supervised=True,
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
        Support("watchOS", NEVER),
    ),
    "GlobalHTTPProxy.proxy_pac_fallback_allowed": (Support("iOS", "7.0"),),
    "GlobalHTTPProxy.proxy_captive_login_allowed": (Support("iOS", "7.0"),),
}
