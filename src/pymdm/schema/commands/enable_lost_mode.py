"""EnableLostMode, as Apple's schema has it.

Source: mdm/commands/device.lostmode.enable.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, key, model

__all__ = ["EnableLostMode"]


@model
class EnableLostMode(Command):
    """The command EnableLostMode."""

    request_type: ClassVar[str] = "EnableLostMode"

    message: str | None = key("Message", default=None)
    phone_number: str | None = key("PhoneNumber", default=None)
    footnote: str | None = key("Footnote", default=None)
