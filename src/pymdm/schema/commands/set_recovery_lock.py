"""SetRecoveryLock, as Apple's schema has it.

Source: mdm/commands/passcode.recovery.set.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, key, model

__all__ = ["SetRecoveryLock"]


@model
class SetRecoveryLock(Command):
    """Set, change or remove the password of recoveryOS on a Mac with Apple silicon."""

    request_type: ClassVar[str] = "SetRecoveryLock"

    current_password: str | None = key("CurrentPassword", default=None, secret=True)
    new_password: str = key("NewPassword", secret=True)
