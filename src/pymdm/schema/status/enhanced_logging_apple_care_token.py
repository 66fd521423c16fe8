"""EnhancedLoggingAppleCareToken, as Apple's schema has it.

Source: declarative/status/enhanced-logging.applecare-token.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["EnhancedLoggingAppleCareToken"]


@model
class EnhancedLoggingAppleCareToken(StatusItem):
    """The status item enhanced-logging.applecare-token."""

    status_item_type: ClassVar[str] = "enhanced-logging.applecare-token"

    value: str | None = key("enhanced-logging.applecare-token", default=None, secret=True)
