"""Which devices take DNSProxy.

Source: mdm/profiles/com.apple.dnsProxy.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "DNSProxy": (
        Support("iOS", "11.0", deprecated="27.0", multiple=False, manual_install=False),
        Support(
            "macOS",
            "10.15",
            deprecated="27.0",
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "1.1", deprecated="27.0", multiple=False, manual_install=False),
    ),
    "DNSProxy.provider_designated_requirement": (Support("iOS visionOS", NEVER),),
    "DNSProxy.dns_proxy_uuid": (Support("iOS", "16.0"), Support("macOS", NEVER)),
}
