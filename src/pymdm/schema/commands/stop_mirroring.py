"""StopMirroring, as Apple's schema has it.

Source: mdm/commands/mirroring.stop.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, model

__all__ = ["StopMirroring"]


@model
class StopMirroring(Command):
    """Stop sharing the screen of a device."""

    request_type: ClassVar[str] = "StopMirroring"
