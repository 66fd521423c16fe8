"""AccountListGoogle, as Apple's schema has it.

Source: declarative/status/account.list.google.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["AccountListGoogle"]


@model
class AccountListGoogle(StatusItem):
    """The status item account.list.google."""

    status_item_type: ClassVar[str] = "account.list.google"

    @model
    class StatusValue(Model):
        """One of account.list.google."""

        identifier: str | None = key("identifier", default=None, required=True)
        removed: bool | None = key("_removed", default=None, if_absent=False)
        declaration_identifier: str | None = key("declaration-identifier", default=None)
        visible_name: str | None = key("visible-name", default=None)
        username: str | None = key("username", default=None)
        is_mail_enabled: bool | None = key("is-mail-enabled", default=None)
        are_calendars_enabled: bool | None = key("are-calendars-enabled", default=None)
        are_contacts_enabled: bool | None = key("are-contacts-enabled", default=None)
        are_notes_enabled: bool | None = key("are-notes-enabled", default=None)

    value: Sequence[StatusValue] | None = key("account.list.google", default=None, required=True)
