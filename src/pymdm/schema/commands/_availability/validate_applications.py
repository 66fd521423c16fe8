"""Which devices take ValidateApplications.

Source: mdm/commands/application.validate.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ValidateApplications": (
        Support("iOS", "9.2", right="AllowAppInstallation"),
        Support("macOS watchOS", NEVER),
        Support("tvOS", "10.2", right="AllowAppInstallation"),
        Support("visionOS", "1.1", right="AllowAppInstallation"),
    ),
}
