"""Which devices take DisableRemoteDesktop.

Source: mdm/commands/remotedesktop.disable.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "DisableRemoteDesktop": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.14.4", supervised=True, user_enrollment="forbidden"),
    ),
}
