"""InstallProfile: the facts of mdm/commands/profile.install.yaml.

Laid by hand, in the form that the schema generator will emit.
"""

from typing import ClassVar

from pymdm._model import Command, Support, key, model

__all__ = ["InstallProfile"]


@model
class InstallProfile(Command):
    """Install a profile, or update the one with the same identifier.

    ``payload`` is the whole .mobileconfig, which may be signed and encrypted for the device.
    """

    request_type: ClassVar[str] = "InstallProfile"
    SUPPORT: ClassVar[tuple[Support, ...]] = (
        Support("iOS", "4.0", right="AllowInstallationRemoval", shared_user=True),
        Support("macOS", "10.7", right="AllowInstallationRemoval", user_channel=True),
        Support("tvOS", "9.0", right="AllowInstallationRemoval"),
        Support("visionOS", "1.1", right="AllowInstallationRemoval"),
        Support("watchOS", "10.0", right="AllowInstallationRemoval"),
    )

    payload: bytes = key("Payload", secret=True)
