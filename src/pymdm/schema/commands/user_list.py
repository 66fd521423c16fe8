"""UserList, as Apple's schema has it.

Source: mdm/commands/user.list.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["UserList", "UserListResponse"]


@model
class UserList(Command):
    """List the users of a Mac or a Shared iPad."""

    request_type: ClassVar[str] = "UserList"


@model
class UserListResponse(Answer):
    """The users of a device."""

    @model
    class UsersItem(Model):
        """One user."""

        user_name: str | None = key("UserName", default=None, required=True)
        full_name: str | None = key("FullName", default=None, required=True)
        uid: int | None = key("UID", default=None, required=True)
        user_guid: str | None = key("UserGUID", default=None, required=True)
        is_logged_in: bool | None = key("IsLoggedIn", default=None, required=True)
        has_data_to_sync: bool | None = key("HasDataToSync", default=None, required=True)
        data_quota: int | None = key("DataQuota", default=None, required=True)
        data_used: int | None = key("DataUsed", default=None, required=True)
        mobile_account: bool | None = key("MobileAccount", default=None, required=True)
        has_secure_token: bool | None = key("HasSecureToken", default=None, required=True)

    users: Sequence[UsersItem] | None = key("Users", default=None, required=True)
