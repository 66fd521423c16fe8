"""CancelEnhancedLogCollection, as Apple's schema has it.

Source: mdm/commands/cancel.enhanced.log.collection.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, model

__all__ = ["CancelEnhancedLogCollection"]


@model
class CancelEnhancedLogCollection(Command):
    """Stop collecting detailed logs for AppleCare."""

    request_type: ClassVar[str] = "CancelEnhancedLogCollection"
