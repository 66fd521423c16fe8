"""Which devices take InstallProfile.

Source: mdm/commands/profile.install.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "InstallProfile": (
        Support("iOS", "4.0", right="AllowInstallationRemoval", shared_user=True),
        Support("macOS", "10.7", right="AllowInstallationRemoval", user_channel=True),
        Support("tvOS", "9.0", right="AllowInstallationRemoval"),
        Support("visionOS", "1.1", right="AllowInstallationRemoval"),
        Support("watchOS", "10.0", right="AllowInstallationRemoval"),
    ),
}
