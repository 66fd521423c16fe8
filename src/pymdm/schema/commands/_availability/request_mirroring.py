"""Which devices take RequestMirroring.

Source: mdm/commands/mirroring.request.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "RequestMirroring": (
        Support("iOS", "7.0"),
        Support("macOS", "10.10"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
}
