"""AccountSettings, as Apple's schema has it.

Source: declarative/declarations/configurations/account.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["AccountSettings"]


@model
class AccountSettings(Declaration):
    """What holds for accounts."""

    declaration_type: ClassVar[str] = "com.apple.configuration.account.settings"
    APPLY: ClassVar[str] = "combined"

    @model
    class Exchange(Model):
        """What stands under Exchange."""

        allow_ews_retirement_alerts: bool | None = key(
            "AllowEWSRetirementAlerts", default=None, if_absent=True, combine="boolean-and"
        )

    exchange: Exchange | None = key("Exchange", default=None)
