"""Which devices take WellKnownFailed.

Source: mdm/errors/well-known.failed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "WellKnownFailed": (
        Support("iOS", "17.5"),
        Support("macOS", "14.5"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "1.2"),
    ),
}
