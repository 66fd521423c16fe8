"""Which devices take Restrictions.

Source: mdm/commands/device.restrictions.list.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "Restrictions": (
        Support("iOS", "4.0", right="AllowQueryRestrictions", shared_user=True, user_enrollment="forbidden"),
        Support("macOS", NEVER),
        Support("tvOS", "9.0", right="AllowQueryRestrictions"),
        Support("visionOS", "1.1", right="AllowQueryRestrictions", user_enrollment="forbidden"),
        Support("watchOS", "10.0", right="AllowQueryRestrictions"),
    ),
    "Restrictions.profile_restrictions": (
        Support("iOS tvOS visionOS watchOS", right="AllowQueryRestrictions AllowInspection"),
    ),
}
