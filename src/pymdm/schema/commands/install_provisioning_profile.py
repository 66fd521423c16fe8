"""InstallProvisioningProfile, as Apple's schema has it.

Source: mdm/commands/profile.provisioning.install.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, key, model

__all__ = ["InstallProvisioningProfile"]


@model
class InstallProvisioningProfile(Command):
    """Install a provisioning profile for apps that are not from the store."""

    request_type: ClassVar[str] = "InstallProvisioningProfile"

    provisioning_profile: bytes = key("ProvisioningProfile")
