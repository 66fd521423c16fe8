"""AccountListSubscribedCalendar, as Apple's schema has it.

Source: declarative/status/account.list.subscribed-calendar.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["AccountListSubscribedCalendar"]


@model
class AccountListSubscribedCalendar(StatusItem):
    """The status item account.list.subscribed-calendar."""

    status_item_type: ClassVar[str] = "account.list.subscribed-calendar"

    @model
    class StatusValue(Model):
        """One of account.list.subscribed-calendar."""

        identifier: str | None = key("identifier", default=None, required=True)
        removed: bool | None = key("_removed", default=None, if_absent=False)
        declaration_identifier: str | None = key("declaration-identifier", default=None)
        visible_name: str | None = key("visible-name", default=None)
        calendar_url: str | None = key("calendar-url", default=None)
        username: str | None = key("username", default=None)
        is_enabled: bool | None = key("is-enabled", default=None)

    value: Sequence[StatusValue] | None = key("account.list.subscribed-calendar", default=None, required=True)
