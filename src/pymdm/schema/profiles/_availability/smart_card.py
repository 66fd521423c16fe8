"""Which devices take SmartCard.

Source: mdm/profiles/com.apple.security.smartcard.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SmartCard": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.12.4", user_enrollment="forbidden", multiple=False, manual_install=True),
    ),
    "SmartCard.token_removal_action": (Support("macOS", "10.13.4"),),
    "SmartCard.enforce_smart_card": (Support("macOS", "10.13.2"),),
}
