"""DisableLostMode, as Apple's schema has it.

Source: mdm/commands/device.lostmode.disable.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, model

__all__ = ["DisableLostMode"]


@model
class DisableLostMode(Command):
    """End the lost mode that a server began."""

    request_type: ClassVar[str] = "DisableLostMode"
