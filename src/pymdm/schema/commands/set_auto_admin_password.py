"""SetAutoAdminPassword, as Apple's schema has it.

Source: mdm/commands/set.auto.admin.password.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, key, model

__all__ = ["SetAutoAdminPassword"]


@model
class SetAutoAdminPassword(Command):
    """Change the password of an administrator's account that AccountConfiguration made."""

    request_type: ClassVar[str] = "SetAutoAdminPassword"

    guid: str = key("GUID")
    password_hash: bytes = key("passwordHash", secret=True)
