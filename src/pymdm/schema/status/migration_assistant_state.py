"""MigrationAssistantState, as Apple's schema has it.

Source: declarative/status/migration-assistant.state.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["MigrationAssistantState"]


@model
class MigrationAssistantState(StatusItem):
    """The status item migration-assistant.state."""

    status_item_type: ClassVar[str] = "migration-assistant.state"

    value: str | None = key(
        "migration-assistant.state",
        default=None,
        required=True,
        allowed=("waiting", "migrating", "completed", "failed", "cancelled", "unknown"),
    )
