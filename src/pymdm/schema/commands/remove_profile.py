"""RemoveProfile: the facts of mdm/commands/profile.remove.yaml.

Laid by hand, in the form that the schema generator will emit.
"""

from typing import ClassVar

from pymdm._model import Command, Support, key, model

__all__ = ["RemoveProfile"]


@model
class RemoveProfile(Command):
    """Remove the profile with this identifier, if the server installed it."""

    request_type: ClassVar[str] = "RemoveProfile"
    SUPPORT: ClassVar[tuple[Support, ...]] = (
        Support("iOS", "4.0", right="AllowInstallationRemoval", shared_user=True),
        Support("macOS", "10.7", right="AllowInstallationRemoval", user_channel=True),
        Support("tvOS", "9.0", right="AllowInstallationRemoval"),
        Support("visionOS", "1.1", right="AllowInstallationRemoval"),
        Support("watchOS", "10.0", right="AllowInstallationRemoval"),
    )
    RIGHT_EXCEPTION: ClassVar[str] = "the profile that holds the MDM payload"

    identifier: str = key("Identifier")
