"""AccountListExchange, as Apple's schema has it.

Source: declarative/status/account.list.exchange.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["AccountListExchange"]


@model
class AccountListExchange(StatusItem):
    """The status item account.list.exchange."""

    status_item_type: ClassVar[str] = "account.list.exchange"

    @model
    class StatusValue(Model):
        """One of account.list.exchange."""

        identifier: str | None = key("identifier", default=None, required=True)
        removed: bool | None = key("_removed", default=None, if_absent=False)
        declaration_identifier: str | None = key("declaration-identifier", default=None)
        visible_name: str | None = key("visible-name", default=None)
        hostname: str | None = key("hostname", default=None)
        port: int | None = key("port", default=None)
        username: str | None = key("username", default=None)
        is_mail_enabled: bool | None = key("is-mail-enabled", default=None)
        are_calendars_enabled: bool | None = key("are-calendars-enabled", default=None)
        are_contacts_enabled: bool | None = key("are-contacts-enabled", default=None)
        are_notes_enabled: bool | None = key("are-notes-enabled", default=None)
        are_reminders_enabled: bool | None = key("are-reminders-enabled", default=None)

    value: Sequence[StatusValue] | None = key("account.list.exchange", default=None, required=True)
