"""Which devices take AutonomousSingleAppMode.

Source: mdm/profiles/com.apple.asam.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AutonomousSingleAppMode": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.13.4",
            user_approved=True,
            user_enrollment="forbidden",
            multiple=False,
            manual_install=False,
        ),
    ),
}
