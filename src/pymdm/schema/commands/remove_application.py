"""RemoveApplication, as Apple's schema has it.

Source: mdm/commands/application.remove.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, key, model

__all__ = ["RemoveApplication"]


@model
class RemoveApplication(Command):
    """Remove a managed app with all its data."""

    request_type: ClassVar[str] = "RemoveApplication"

    identifier: str = key("Identifier")
