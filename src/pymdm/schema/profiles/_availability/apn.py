"""Which devices take APN.

Source: mdm/profiles/com.apple.apn.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "APN": (
        Support(
            "iOS", "4.0", deprecated="7.0", user_enrollment="forbidden", multiple=False, manual_install=True
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
}
