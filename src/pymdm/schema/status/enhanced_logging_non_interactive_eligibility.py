"""EnhancedLoggingNonInteractiveEligibility, as Apple's schema has it.

Source: declarative/status/enhanced-logging.noninteractive-eligibility.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["EnhancedLoggingNonInteractiveEligibility"]


@model
class EnhancedLoggingNonInteractiveEligibility(StatusItem):
    """The status item enhanced-logging.noninteractive-eligibility."""

    status_item_type: ClassVar[str] = "enhanced-logging.noninteractive-eligibility"

    value: bool | None = key("enhanced-logging.noninteractive-eligibility", default=None, required=True)
