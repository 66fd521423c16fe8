"""Which devices take MDMIsReturnToService.

Source: declarative/status/mdm.is-return-to-service.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "MDMIsReturnToService": (
        Support("iOS", "27.0", shared_user=True, enrollments="supervised device user"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "27.0", enrollments="supervised device user"),
    ),
}
