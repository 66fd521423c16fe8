"""Which devices take ProfileList.

Source: mdm/commands/profile.list.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ProfileList": (
        Support("iOS", "4.0", right="AllowInspection", shared_user=True),
        Support("macOS", "10.7", right="AllowInspection", user_channel=True),
        Support("tvOS", "9.0", right="AllowInspection"),
        Support("visionOS", "1.1", right="AllowInspection"),
        Support("watchOS", "10.0", right="AllowInspection"),
    ),
    "ProfileList.managed_only": (Support("iOS tvOS", "13.0"), Support("macOS", "10.15")),
}
