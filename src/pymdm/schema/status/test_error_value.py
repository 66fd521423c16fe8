"""TestErrorValue, as Apple's schema has it.

Source: declarative/status/test.error-value.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["TestErrorValue"]


@model
class TestErrorValue(StatusItem):
    """The status item test.error-value."""

    status_item_type: ClassVar[str] = "test.error-value"

    value: str | None = key("test.error-value", default=None, required=True)
