"""Which devices take LogOutUser.

Source: mdm/commands/user.logout.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "LogOutUser": (
        Support("iOS", "9.3", shared_ipad="required", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
}
