"""TestRealValue, as Apple's schema has it.

Source: declarative/status/test.real-value.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["TestRealValue"]


@model
class TestRealValue(StatusItem):
    """The status item test.real-value."""

    status_item_type: ClassVar[str] = "test.real-value"

    value: float | None = key("test.real-value", default=None, required=True)
