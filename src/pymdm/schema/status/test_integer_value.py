"""TestIntegerValue, as Apple's schema has it.

Source: declarative/status/test.integer-value.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["TestIntegerValue"]


@model
class TestIntegerValue(StatusItem):
    """The status item test.integer-value."""

    status_item_type: ClassVar[str] = "test.integer-value"

    value: int | None = key("test.integer-value", default=None, required=True)
