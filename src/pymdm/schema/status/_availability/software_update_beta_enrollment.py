"""Which devices take SoftwareUpdateBetaEnrollment.

Source: declarative/status/softwareupdate.beta-enrollment.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SoftwareUpdateBetaEnrollment": (
        Support("iOS", "18.0", enrollments="supervised device"),
        Support("macOS", "15.0", enrollments="supervised"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
}
