"""Which devices take PlatformSSORequired.

Source: mdm/errors/psso.required.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "PlatformSSORequired": (Support("iOS tvOS visionOS watchOS", NEVER), Support("macOS", "26.0")),
}
