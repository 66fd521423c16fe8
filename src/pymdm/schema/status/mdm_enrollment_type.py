"""MDMEnrollmentType, as Apple's schema has it.

Source: declarative/status/mdm.enrollment-type.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["MDMEnrollmentType"]


@model
class MDMEnrollmentType(StatusItem):
    """The status item mdm.enrollment-type."""

    status_item_type: ClassVar[str] = "mdm.enrollment-type"

    value: str | None = key(
        "mdm.enrollment-type", default=None, required=True, allowed=("none", "supervised", "device", "user")
    )
