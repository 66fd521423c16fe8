"""Which devices take AirPlaySecurity.

Source: mdm/profiles/com.apple.airplay.security.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AirPlaySecurity": (
        Support("iOS macOS visionOS watchOS", NEVER),
        Support("tvOS", "11.0", multiple=False, manual_install=True),
    ),
}
