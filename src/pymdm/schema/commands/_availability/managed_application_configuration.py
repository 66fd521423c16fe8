"""Which devices take ManagedApplicationConfiguration.

Source: mdm/commands/managed.application.configuration.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ManagedApplicationConfiguration": (
        Support("iOS", "7.0", right="AllowAppInstallation"),
        Support("macOS", "10.15", right="AllowAppInstallation"),
        Support("tvOS", "10.2", right="AllowAppInstallation"),
        Support("visionOS", "1.1", right="AllowAppInstallation"),
        Support("watchOS", "10.0", right="AllowAppInstallation"),
    ),
}
