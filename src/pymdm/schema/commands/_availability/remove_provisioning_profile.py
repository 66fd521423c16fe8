"""Which devices take RemoveProvisioningProfile.

Source: mdm/commands/profile.provisioning.remove.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "RemoveProvisioningProfile": (
        Support("iOS", "4.0", right="AllowProvisioningInstallationRemoval"),
        Support("macOS", "11.0"),
        Support("tvOS", "10.2", right="AllowProvisioningInstallationRemoval"),
        Support("visionOS", "1.1", right="AllowProvisioningInstallationRemoval"),
        Support("watchOS", "10.0", right="AllowProvisioningInstallationRemoval"),
    ),
}
