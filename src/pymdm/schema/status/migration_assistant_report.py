"""MigrationAssistantReport, as Apple's schema has it.

Source: declarative/status/migration-assistant.report.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["MigrationAssistantReport"]


@model
class MigrationAssistantReport(StatusItem):
    """The status item migration-assistant.report."""

    status_item_type: ClassVar[str] = "migration-assistant.report"

    @model
    class Value(Model):
        """What stands under migration-assistant.report."""

        completed_data_size: int | None = key("completed-data-size", default=None)
        completed_file_count: int | None = key("completed-file-count", default=None)
        completion_time: str | None = key("completion-time", default=None)
        source_user: str | None = key("source-user", default=None)
        start_time: str | None = key("start-time", default=None)
        target_user: str | None = key("target-user", default=None)
        total_data_size: int | None = key("total-data-size", default=None)
        total_file_count: int | None = key("total-file-count", default=None)
        errors: Sequence[str] | None = key("errors", default=None)

    value: Value | None = key("migration-assistant.report", default=None, required=True)
