"""Which devices take InstallEnterpriseApplication.

Source: mdm/commands/application.install.enterprise.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "InstallEnterpriseApplication": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.13.6", right="AllowAppInstallation"),
    ),
    "InstallEnterpriseApplication.install_as_managed": (
        Support("macOS", "11.0", user_enrollment="forbidden"),
    ),
    "InstallEnterpriseApplication.management_flags": (Support("macOS", "11.0", user_enrollment="forbidden"),),
    "InstallEnterpriseApplication.configuration": (Support("macOS", "11.0"),),
    "InstallEnterpriseApplication.change_management_state": (
        Support("macOS", "11.0", user_enrollment="forbidden"),
    ),
    "InstallEnterpriseApplication.ios_app": (Support("macOS", "11.0"),),
}
