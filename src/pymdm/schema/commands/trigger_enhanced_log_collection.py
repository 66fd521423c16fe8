"""TriggerEnhancedLogCollection, as Apple's schema has it.

Source: mdm/commands/trigger.enhanced.log.collection.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, key, model

__all__ = ["TriggerEnhancedLogCollection"]


@model
class TriggerEnhancedLogCollection(Command):
    """Begin collecting detailed logs for AppleCare."""

    request_type: ClassVar[str] = "TriggerEnhancedLogCollection"

    apple_care_token: str = key("AppleCareToken", secret=True)
