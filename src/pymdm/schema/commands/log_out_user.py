"""LogOutUser, as Apple's schema has it.

Source: mdm/commands/user.logout.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, model

__all__ = ["LogOutUser"]


@model
class LogOutUser(Command):
    """Log out the user of a Mac or a Shared iPad at once."""

    request_type: ClassVar[str] = "LogOutUser"
