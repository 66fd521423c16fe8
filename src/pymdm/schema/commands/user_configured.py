"""UserConfigured, as Apple's schema has it.

Source: mdm/commands/user.configured.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, model

__all__ = ["UserConfigured"]


@model
class UserConfigured(Command):
    """Let a user out of the setup that waits for the server."""

    request_type: ClassVar[str] = "UserConfigured"
