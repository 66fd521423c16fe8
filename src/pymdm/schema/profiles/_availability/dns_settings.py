"""Which devices take DNSSettings.

Source: mdm/profiles/com.apple.dnsSettings.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "DNSSettings": (
        Support(
            "iOS", "14.0", deprecated="27.0", user_enrollment="forbidden", multiple=True, manual_install=True
        ),
        Support(
            "macOS",
            "11.0",
            deprecated="27.0",
            user_enrollment="forbidden",
            multiple=True,
            manual_install=True,
        ),
        Support("tvOS watchOS", NEVER),
        Support(
            "visionOS",
            "1.0",
            deprecated="27.0",
            user_enrollment="forbidden",
            multiple=True,
            manual_install=True,
        ),
    ),
    "DNSSettings.DNSSettings.allow_failover": (Support("iOS macOS visionOS", "26.0"),),
    "DNSSettings.DNSSettings.payload_certificate_uuid": (Support("iOS", "16.0"), Support("macOS", "13.0")),
    "DNSSettings.prohibit_disablement": (Support("iOS macOS visionOS", supervised=True),),
}
