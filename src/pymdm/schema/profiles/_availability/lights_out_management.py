"""Which devices take LightsOutManagement.

Source: mdm/profiles/com.apple.lom.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "LightsOutManagement": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "11.0",
            user_approved=True,
            user_enrollment="forbidden",
            multiple=False,
            manual_install=False,
        ),
    ),
}
