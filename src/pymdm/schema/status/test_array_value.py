"""TestArrayValue, as Apple's schema has it.

Source: declarative/status/test.array-value.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["TestArrayValue"]


@model
class TestArrayValue(StatusItem):
    """The status item test.array-value."""

    status_item_type: ClassVar[str] = "test.array-value"

    @model
    class StatusValue(Model):
        """One of test.array-value."""

        key1: str | None = key("key1", default=None, required=True)
        key2: str | None = key("key2", default=None)

    value: Sequence[StatusValue] | None = key("test.array-value", default=None, required=True)
