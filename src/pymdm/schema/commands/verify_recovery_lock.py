"""VerifyRecoveryLock, as Apple's schema has it.

Source: mdm/commands/passcode.recovery.verify.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Answer, Command, key, model

__all__ = ["VerifyRecoveryLock", "VerifyRecoveryLockResponse"]


@model
class VerifyRecoveryLock(Command):
    """Check the password of recoveryOS."""

    request_type: ClassVar[str] = "VerifyRecoveryLock"

    password: str = key("Password", secret=True)


@model
class VerifyRecoveryLockResponse(Answer):
    """Whether that was the password of recoveryOS."""

    password_verified: bool | None = key("PasswordVerified", default=None, required=True)
