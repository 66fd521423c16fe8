"""UnlockUserAccount, as Apple's schema has it.

Source: mdm/commands/user.unlock.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, key, model

__all__ = ["UnlockUserAccount"]


@model
class UnlockUserAccount(Command):
    """Unlock an account that too many wrong passwords have locked."""

    request_type: ClassVar[str] = "UnlockUserAccount"

    user_name: str = key("UserName")
