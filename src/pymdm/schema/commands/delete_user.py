"""DeleteUser, as Apple's schema has it.

Source: mdm/commands/user.delete.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, key, model

__all__ = ["DeleteUser"]


@model
class DeleteUser(Command):
    """Delete a user's account from a Mac or a Shared iPad."""

    request_type: ClassVar[str] = "DeleteUser"

    user_name: str | None = key("UserName", default=None)
    force_deletion: bool | None = key("ForceDeletion", default=None, if_absent=False)
    delete_all_users: bool | None = key("DeleteAllUsers", default=None, if_absent=False)
