"""Which devices take RemoveMedia.

Source: mdm/commands/media.remove.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "RemoveMedia": (
        Support("iOS", "8.0", right="AllowAppInstallation"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
}
