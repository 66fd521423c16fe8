"""TestBooleanValue, as Apple's schema has it.

Source: declarative/status/test.boolean-value.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["TestBooleanValue"]


@model
class TestBooleanValue(StatusItem):
    """The status item test.boolean-value."""

    status_item_type: ClassVar[str] = "test.boolean-value"

    value: bool | None = key("test.boolean-value", default=None, required=True)
