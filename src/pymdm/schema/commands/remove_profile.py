"""RemoveProfile, as Apple's schema has it.

Source: mdm/commands/profile.remove.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, key, model

__all__ = ["RemoveProfile"]


@model
class RemoveProfile(Command):
    """Remove the profile with this identifier, if the server installed it."""

    request_type: ClassVar[str] = "RemoveProfile"
    RIGHT_EXCEPTION: ClassVar[str] = "the profile that holds the MDM payload"

    identifier: str = key("Identifier")
