"""Which devices take ApplyRedemptionCode.

Source: mdm/commands/application.redemptioncode.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ApplyRedemptionCode": (
        Support(
            "iOS", "5.0", right="AllowAppInstallation", shared_ipad="forbidden", user_enrollment="forbidden"
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
}
