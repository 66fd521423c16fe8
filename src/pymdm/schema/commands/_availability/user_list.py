"""Which devices take UserList.

Source: mdm/commands/user.list.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "UserList": (
        Support("iOS", "9.3", shared_ipad="required", user_enrollment="forbidden"),
        Support("macOS", "10.13", supervised=True, user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
}
