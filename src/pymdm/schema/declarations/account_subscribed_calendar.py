"""AccountSubscribedCalendar, as Apple's schema has it.

Source: declarative/declarations/configurations/account.subscribed-calendar.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["AccountSubscribedCalendar"]


@model
class AccountSubscribedCalendar(Declaration):
    """A calendar to read."""

    declaration_type: ClassVar[str] = "com.apple.configuration.account.subscribed-calendar"
    APPLY: ClassVar[str] = "multiple"
    STATUS_ITEMS: ClassVar[tuple[str, ...]] = ("account.list.subscribed-calendar",)

    visible_name: str | None = key("VisibleName", default=None)
    calendar_url: str = key("CalendarURL")
    authentication_credentials_asset_reference: str | None = key(
        "AuthenticationCredentialsAssetReference",
        default=None,
        assets=("com.apple.asset.credential.userpassword",),
    )
