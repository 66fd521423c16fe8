"""Which devices take SecurityIdentity.

Source: declarative/declarations/configurations/security.identity.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SecurityIdentity": (
        Support("iOS", "17.0", shared_user=True, enrollments="supervised device user local"),
        Support("macOS", "14.0", user_channel=True, enrollments="supervised user local"),
        Support("tvOS", "17.0", enrollments="supervised device local"),
        Support("visionOS", "1.1", enrollments="supervised device user local"),
        Support("watchOS", "10.0", enrollments="supervised local"),
    ),
    "SecurityIdentity.allow_all_apps_access": (Support("iOS tvOS visionOS watchOS", NEVER),),
    "SecurityIdentity.key_is_extractable": (Support("iOS tvOS visionOS watchOS", NEVER),),
}
