"""VerifyFirmwarePassword, as Apple's schema has it.

Source: mdm/commands/passcode.firmware.verify.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["VerifyFirmwarePassword", "VerifyFirmwarePasswordResponse"]


@model
class VerifyFirmwarePassword(Command):
    """Check the firmware password of an Intel Mac."""

    request_type: ClassVar[str] = "VerifyFirmwarePassword"

    password: str = key("Password", secret=True)


@model
class VerifyFirmwarePasswordResponse(Answer):
    """Whether that was the firmware password."""

    @model
    class VerifyFirmwarePassword(Model):
        """What stands under VerifyFirmwarePassword."""

        password_verified: bool | None = key("PasswordVerified", default=None, required=True)

    verify_firmware_password: VerifyFirmwarePassword | None = key(
        "VerifyFirmwarePassword", default=None, required=True
    )
