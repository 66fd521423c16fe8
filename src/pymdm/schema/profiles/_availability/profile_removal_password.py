"""Which devices take ProfileRemovalPassword.

Source: mdm/profiles/com.apple.profileRemovalPassword.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ProfileRemovalPassword": (
        Support(
            "iOS",
            "4.0",
            supervised=True,
            shared_ipad="forbidden",
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
        Support(
            "macOS",
            "10.7",
            user_channel=True,
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
        Support("tvOS", "9.0", supervised=True, multiple=False, manual_install=True),
        Support("visionOS watchOS", NEVER),
    ),
}
