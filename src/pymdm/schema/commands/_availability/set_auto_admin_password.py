"""Which devices take SetAutoAdminPassword.

Source: mdm/commands/set.auto.admin.password.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SetAutoAdminPassword": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.11", device_assigned=True, user_enrollment="forbidden"),
    ),
}
