"""Which devices take MDMIsSharedIPad.

Source: declarative/status/mdm.is-shared-ipad.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "MDMIsSharedIPad": (
        Support("iOS", "27.0", shared_user=True, enrollments="supervised device user"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
}
