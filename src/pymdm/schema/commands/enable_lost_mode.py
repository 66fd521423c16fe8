"""EnableLostMode, as Apple's schema has it.

Source: mdm/commands/device.lostmode.enable.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Choice, Command, at_least_one, key, model

__all__ = ["EnableLostMode"]


@model
class EnableLostMode(Command):
    """Lock a device that is lost, with a message or a telephone number on its screen.

    One of message and telephone number has to be there.
    """

    request_type: ClassVar[str] = "EnableLostMode"
    RULES: ClassVar[tuple[Choice, ...]] = (at_least_one("Message", "PhoneNumber"),)

    message: str | None = key("Message", default=None)
    phone_number: str | None = key("PhoneNumber", default=None)
    footnote: str | None = key("Footnote", default=None)
