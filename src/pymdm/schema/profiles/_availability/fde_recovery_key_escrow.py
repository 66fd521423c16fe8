"""Which devices take FDERecoveryKeyEscrow.

Source: mdm/profiles/com.apple.security.FDERecoveryKeyEscrow.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "FDERecoveryKeyEscrow": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.13", user_enrollment="forbidden", multiple=False, manual_install=True),
    ),
}
