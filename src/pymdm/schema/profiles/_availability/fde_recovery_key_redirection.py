"""Which devices take FDERecoveryKeyRedirection.

Source: mdm/profiles/com.apple.security.FDERecoveryRedirect.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "FDERecoveryKeyRedirection": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.9",
            deprecated="10.13",
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
    ),
}
