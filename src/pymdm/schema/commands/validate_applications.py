"""ValidateApplications, as Apple's schema has it.

Source: mdm/commands/application.validate.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Command, key, model

__all__ = ["ValidateApplications"]


@model
class ValidateApplications(Command):
    """Let a device check again that its enterprise apps may run."""

    request_type: ClassVar[str] = "ValidateApplications"

    identifiers: Sequence[str] | None = key("Identifiers", default=None)
