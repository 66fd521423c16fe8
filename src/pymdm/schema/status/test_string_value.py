"""TestStringValue, as Apple's schema has it.

Source: declarative/status/test.string-value.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["TestStringValue"]


@model
class TestStringValue(StatusItem):
    """The status item test.string-value."""

    status_item_type: ClassVar[str] = "test.string-value"

    value: str | None = key("test.string-value", default=None, required=True)
