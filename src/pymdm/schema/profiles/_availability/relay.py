"""Which devices take Relay.

Source: mdm/profiles/com.apple.relay.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "Relay": (
        Support("iOS", "17.0", deprecated="27.0", multiple=True, manual_install=True),
        Support(
            "macOS",
            "14.0",
            deprecated="27.0",
            user_channel=True,
            user_enrollment="forbidden",
            multiple=True,
            manual_install=True,
        ),
        Support("tvOS", "17.0", multiple=True, manual_install=True),
        Support("visionOS", "1.0", deprecated="27.0", multiple=True, manual_install=True),
        Support("watchOS", NEVER),
    ),
    "Relay.match_fqdns": (Support("iOS tvOS", "18.4"), Support("macOS", "15.4"), Support("visionOS", "2.4")),
    "Relay.excluded_fqdns": (
        Support("iOS tvOS", "18.4"),
        Support("macOS", "15.4"),
        Support("visionOS", "2.4"),
    ),
    "Relay.relay_uuid": (Support("macOS", NEVER),),
    "Relay.ui_toggle_enabled": (Support("iOS macOS tvOS visionOS", "26.0"),),
    "Relay.allow_dns_failover": (Support("iOS macOS tvOS visionOS", "26.0"),),
}
