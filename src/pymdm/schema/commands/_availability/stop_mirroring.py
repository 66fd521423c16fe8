"""Which devices take StopMirroring.

Source: mdm/commands/mirroring.stop.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "StopMirroring": (
        Support("iOS", "7.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.10", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
}
