"""ClearRestrictionsPassword, as Apple's schema has it.

Source: mdm/commands/device.restrictions.clearpassword.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, model

__all__ = ["ClearRestrictionsPassword"]


@model
class ClearRestrictionsPassword(Command):
    """Remove the passcode of Screen Time, and with it what was restricted there."""

    request_type: ClassVar[str] = "ClearRestrictionsPassword"
