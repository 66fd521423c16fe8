"""RemoveProvisioningProfile, as Apple's schema has it.

Source: mdm/commands/profile.provisioning.remove.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, key, model

__all__ = ["RemoveProvisioningProfile"]


@model
class RemoveProvisioningProfile(Command):
    """Remove a provisioning profile."""

    request_type: ClassVar[str] = "RemoveProvisioningProfile"

    uuid: str = key("UUID")
