"""EnhancedLoggingStatus, as Apple's schema has it.

Source: declarative/status/enhanced-logging.status.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["EnhancedLoggingStatus"]


@model
class EnhancedLoggingStatus(StatusItem):
    """The status item enhanced-logging.status."""

    status_item_type: ClassVar[str] = "enhanced-logging.status"

    value: str | None = key(
        "enhanced-logging.status",
        default=None,
        required=True,
        allowed=(
            "none",
            "waiting-for-consent",
            "collecting",
            "follow-up-question",
            "upload-consent",
            "uploading",
            "finished",
            "failed",
            "cancelled",
            "declined",
        ),
    )
