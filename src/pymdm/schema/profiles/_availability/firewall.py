"""Which devices take Firewall.

Source: mdm/profiles/com.apple.security.firewall.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "Firewall": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.12", user_enrollment="forbidden", multiple=True, manual_install=True),
    ),
    "Firewall.enable_logging": (Support("macOS", "12.0", deprecated="15.0", removed="15.0"),),
    "Firewall.logging_option": (Support("macOS", "12.0", deprecated="15.0", removed="15.0"),),
    "Firewall.allow_signed": (Support("macOS", "12.3"),),
    "Firewall.allow_signed_app": (Support("macOS", "12.3"),),
}
