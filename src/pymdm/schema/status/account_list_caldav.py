"""AccountListCalDAV, as Apple's schema has it.

Source: declarative/status/account.list.caldav.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["AccountListCalDAV"]


@model
class AccountListCalDAV(StatusItem):
    """The status item account.list.caldav."""

    status_item_type: ClassVar[str] = "account.list.caldav"

    @model
    class StatusValue(Model):
        """One of account.list.caldav."""

        identifier: str | None = key("identifier", default=None, required=True)
        removed: bool | None = key("_removed", default=None, if_absent=False)
        declaration_identifier: str | None = key("declaration-identifier", default=None)
        visible_name: str | None = key("visible-name", default=None)
        hostname: str | None = key("hostname", default=None)
        port: int | None = key("port", default=None)
        username: str | None = key("username", default=None)
        are_calendars_enabled: bool | None = key("are-calendars-enabled", default=None)
        are_reminders_enabled: bool | None = key("are-reminders-enabled", default=None)

    value: Sequence[StatusValue] | None = key("account.list.caldav", default=None, required=True)
