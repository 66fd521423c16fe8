"""Which devices take InviteToProgram.

Source: mdm/commands/application.invitetoprogram.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "InviteToProgram": (
        Support(
            "iOS",
            "7.0",
            right="AllowAppInstallation",
            shared_device=False,
            shared_user=True,
            user_enrollment="forbidden",
        ),
        Support("macOS", "10.9", device_channel=False, user_channel=True, user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
}
