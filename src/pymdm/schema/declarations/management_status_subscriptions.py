"""ManagementStatusSubscriptions, as Apple's schema has it.

Source: declarative/declarations/configurations/management.status-subscriptions.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["ManagementStatusSubscriptions"]


@model
class ManagementStatusSubscriptions(Declaration):
    """Status items that the device reports by itself."""

    declaration_type: ClassVar[str] = "com.apple.configuration.management.status-subscriptions"
    APPLY: ClassVar[str] = "combined"

    @model
    class StatusItemsStatusItem(Model):
        """One of StatusItems."""

        name: str = key("Name")

    status_items: Sequence[StatusItemsStatusItem] = key("StatusItems", combine="set-union")
