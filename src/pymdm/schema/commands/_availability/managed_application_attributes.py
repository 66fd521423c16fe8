"""Which devices take ManagedApplicationAttributes.

Source: mdm/commands/managed.application.attributes.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ManagedApplicationAttributes": (
        Support("iOS", "7.0", right="AllowAppInstallation"),
        Support("macOS", NEVER),
        Support("tvOS", "10.2", right="AllowAppInstallation"),
        Support("visionOS", "1.1", right="AllowAppInstallation"),
        Support("watchOS", "10.0", right="AllowAppInstallation"),
    ),
}
