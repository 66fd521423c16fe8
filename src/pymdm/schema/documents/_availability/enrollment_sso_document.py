"""Which devices take EnrollmentSSODocument.

Source: other/esso.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "EnrollmentSSODocument": (Support("iOS", "16.0"), Support("macOS tvOS visionOS watchOS", NEVER)),
}
