"""VerifyRecoveryLock, as Apple's schema has it.

Source: mdm/commands/passcode.recovery.verify.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Answer, Command, key, model

__all__ = ["VerifyRecoveryLock", "VerifyRecoveryLockResponse"]


@model
class VerifyRecoveryLock(Command):
    """The command VerifyRecoveryLock."""

    request_type: ClassVar[str] = "VerifyRecoveryLock"

    password: str = key("Password", secret=True)


@model
class VerifyRecoveryLockResponse(Answer):
    """What a device answers to VerifyRecoveryLock."""

    password_verified: bool | None = key("PasswordVerified", default=None, required=True)
