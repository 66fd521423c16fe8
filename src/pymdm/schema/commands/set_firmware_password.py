"""SetFirmwarePassword, as Apple's schema has it.

Source: mdm/commands/passcode.firmware.set.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["SetFirmwarePassword", "SetFirmwarePasswordResponse"]


@model
class SetFirmwarePassword(Command):
    """Set, change or remove the firmware password of an Intel Mac."""

    request_type: ClassVar[str] = "SetFirmwarePassword"

    current_password: str | None = key("CurrentPassword", default=None, secret=True)
    new_password: str = key("NewPassword", secret=True)
    allow_oroms: bool | None = key("AllowOroms", default=None, if_absent=False)


@model
class SetFirmwarePasswordResponse(Answer):
    """Whether the firmware password was changed."""

    @model
    class SetFirmwarePassword(Model):
        """What stands under SetFirmwarePassword."""

        password_changed: bool | None = key("PasswordChanged", default=None, required=True)

    set_firmware_password: SetFirmwarePassword | None = key(
        "SetFirmwarePassword", default=None, required=True
    )
