"""Which devices take RemoveApplication.

Source: mdm/commands/application.remove.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "RemoveApplication": (
        Support("iOS", "5.0", right="AllowAppInstallation"),
        Support("macOS", "11.0", right="AllowAppInstallation"),
        Support("tvOS", "10.2", right="AllowAppInstallation"),
        Support("visionOS", "1.1", right="AllowAppInstallation"),
        Support("watchOS", "10.0", right="AllowAppInstallation"),
    ),
}
