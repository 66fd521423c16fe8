"""Which devices take EnergySaver.

Source: mdm/profiles/com.apple.MCX(EnergySaver).yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "EnergySaver": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.7", user_enrollment="forbidden", multiple=True, manual_install=True),
    ),
}
