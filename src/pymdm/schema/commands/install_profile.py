"""InstallProfile, as Apple's schema has it.

Source: mdm/commands/profile.install.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, key, model

__all__ = ["InstallProfile"]


@model
class InstallProfile(Command):
    """Install a profile, or update the one with the same identifier.

    ``payload`` is the whole .mobileconfig, which may be signed and encrypted for the device.
    """

    request_type: ClassVar[str] = "InstallProfile"

    payload: bytes = key("Payload", secret=True)
