"""EnhancedLoggingTimestamp, as Apple's schema has it.

Source: declarative/status/enhanced-logging.timestamp.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["EnhancedLoggingTimestamp"]


@model
class EnhancedLoggingTimestamp(StatusItem):
    """The status item enhanced-logging.timestamp."""

    status_item_type: ClassVar[str] = "enhanced-logging.timestamp"

    value: str | None = key("enhanced-logging.timestamp", default=None)
