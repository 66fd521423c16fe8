"""MacOSServerAccount, as Apple's schema has it.

Source: mdm/profiles/com.apple.osxserver.account.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["MacOSServerAccount"]


@model
class MacOSServerAccount(Payload):
    """An account of macOS Server."""

    payload_type: ClassVar[str] = "com.apple.osxserver.account"

    @model
    class ConfiguredAccountsItem(Model):
        """One of ConfiguredAccounts."""

        type: str = key("Type", allowed=("com.apple.osxserver.documents",))
        port: int | None = key("Port", default=None)

    host_name: str = key("HostName")
    user_name: str = key("UserName")
    password: str | None = key("Password", default=None, secret=True)
    account_description: str | None = key("AccountDescription", default=None)
    configured_accounts: Sequence[ConfiguredAccountsItem] = key("ConfiguredAccounts")
