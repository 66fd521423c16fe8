"""AccountConfiguration, as Apple's schema has it.

Source: mdm/commands/account.configuration.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Command, Model, key, model

__all__ = ["AccountConfiguration"]


@model
class AccountConfiguration(Command):
    """Make the accounts that a Mac has after Setup Assistant."""

    request_type: ClassVar[str] = "AccountConfiguration"

    @model
    class AutoSetupAdminAccountItem(Model):
        """An administrator's account that is made without asking."""

        short_name: str = key("shortName")
        full_name: str | None = key("fullName", default=None)
        password_hash: bytes | None = key("passwordHash", default=None, secret=True)
        hidden: bool | None = key("hidden", default=None, if_absent=False)

    skip_primary_setup_account_creation: bool | None = key(
        "SkipPrimarySetupAccountCreation", default=None, if_absent=False
    )
    set_primary_setup_account_as_regular_user: bool | None = key(
        "SetPrimarySetupAccountAsRegularUser", default=None, if_absent=False
    )
    primary_account_full_name: str | None = key("PrimaryAccountFullName", default=None)
    primary_account_user_name: str | None = key("PrimaryAccountUserName", default=None)
    dont_auto_populate_primary_account_info: bool | None = key(
        "DontAutoPopulatePrimaryAccountInfo", default=None, if_absent=False
    )
    lock_primary_account_info: bool | None = key("LockPrimaryAccountInfo", default=None, if_absent=False)
    auto_setup_admin_accounts: Sequence[AutoSetupAdminAccountItem] | None = key(
        "AutoSetupAdminAccounts", default=None
    )
    managed_local_user_short_name: str | None = key("ManagedLocalUserShortName", default=None)
