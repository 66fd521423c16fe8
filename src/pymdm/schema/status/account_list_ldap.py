"""AccountListLDAP, as Apple's schema has it.

Source: declarative/status/account.list.ldap.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["AccountListLDAP"]


@model
class AccountListLDAP(StatusItem):
    """The status item account.list.ldap."""

    status_item_type: ClassVar[str] = "account.list.ldap"

    @model
    class StatusValue(Model):
        """One of account.list.ldap."""

        identifier: str | None = key("identifier", default=None, required=True)
        removed: bool | None = key("_removed", default=None, if_absent=False)
        declaration_identifier: str | None = key("declaration-identifier", default=None)
        visible_name: str | None = key("visible-name", default=None)
        hostname: str | None = key("hostname", default=None)
        port: int | None = key("port", default=None)
        username: str | None = key("username", default=None)
        is_enabled: bool | None = key("is-enabled", default=None)

    value: Sequence[StatusValue] | None = key("account.list.ldap", default=None, required=True)
