"""Which devices take ManagedMediaList.

Source: mdm/commands/media.managed.list.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ManagedMediaList": (
        Support("iOS", "8.0", right="AllowAppInstallation"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
}
