"""StatusReport, as Apple's schema has it.

Source: declarative/protocol/statusreport.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pymdm._model import Document, Model, key, model

__all__ = ["StatusReport"]


@model
class StatusReport(Document):
    """What a device reports: values of status items, and errors."""

    @model
    class Errors(Model):
        """One status item that could not be reported."""

        @model
        class Reasons(Model):
            """One reason for it."""

            code: str | None = key("Code", default=None, required=True)
            description: str | None = key("Description", default=None)
            details: Mapping[str, Any] | None = key("Details", default=None)

        status_item: str | None = key("StatusItem", default=None, required=True)
        reasons: Sequence[Reasons] | None = key("Reasons", default=None)

    status_items: Mapping[str, Any] | None = key("StatusItems", default=None, required=True)
    errors: Sequence[Errors] | None = key("Errors", default=None, required=True)
    full_report: bool | None = key("FullReport", default=None, if_absent=False)
