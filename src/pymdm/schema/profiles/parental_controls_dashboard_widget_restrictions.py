"""ParentalControlsDashboardWidgetRestrictions, as Apple's schema has it.

Source: mdm/profiles/com.apple.dashboard.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["ParentalControlsDashboardWidgetRestrictions"]


@model
class ParentalControlsDashboardWidgetRestrictions(Payload):
    """Which widgets the Dashboard opens."""

    payload_type: ClassVar[str] = "com.apple.dashboard"

    @model
    class WhiteListItem(Model):
        """One of WhiteList."""

        type: str = key("Type")
        id: str = key("ID")

    white_list_enabled: bool = key("whiteListEnabled")
    white_list: Sequence[WhiteListItem] = key("WhiteList")
