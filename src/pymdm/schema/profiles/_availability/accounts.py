"""Which devices take Accounts.

Source: mdm/profiles/com.apple.MCX(Accounts).yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "Accounts": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.7", user_enrollment="forbidden", multiple=True, manual_install=True),
    ),
}
