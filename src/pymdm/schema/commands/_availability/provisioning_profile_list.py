"""Which devices take ProvisioningProfileList.

Source: mdm/commands/profile.provisioning.list.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ProvisioningProfileList": (
        Support("iOS", "4.0", right="AllowProvisioningInspection"),
        Support("macOS", "11.0"),
        Support("tvOS", "10.2", right="AllowProvisioningInspection"),
        Support("visionOS", "1.1", right="AllowProvisioningInspection"),
        Support("watchOS", "10.0", right="AllowProvisioningInspection"),
    ),
    "ProvisioningProfileList.managed_only": (Support("iOS tvOS", "13.0"),),
}
