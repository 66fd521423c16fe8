"""Which devices take MDMPushMagic.

Source: declarative/status/mdm.push-magic.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "MDMPushMagic": (
        Support("iOS", "27.0", shared_user=True, enrollments="supervised device user"),
        Support("macOS", "27.0", user_channel=True, enrollments="supervised user"),
        Support("tvOS", "27.0", enrollments="supervised device"),
        Support("visionOS", "27.0", enrollments="supervised device user"),
        Support("watchOS", "27.0", enrollments="supervised"),
    ),
}
