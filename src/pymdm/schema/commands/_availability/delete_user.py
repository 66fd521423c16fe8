"""Which devices take DeleteUser.

Source: mdm/commands/user.delete.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "DeleteUser": (
        Support("iOS", "9.3", shared_ipad="required", user_enrollment="forbidden"),
        Support("macOS", "10.13", supervised=True, user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "DeleteUser.force_deletion": (Support("macOS", NEVER),),
    "DeleteUser.delete_all_users": (Support("iOS", "14.0"), Support("macOS", NEVER)),
}
