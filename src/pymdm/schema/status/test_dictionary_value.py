"""TestDictionaryValue, as Apple's schema has it.

Source: declarative/status/test.dictionary-value.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["TestDictionaryValue"]


@model
class TestDictionaryValue(StatusItem):
    """The status item test.dictionary-value."""

    status_item_type: ClassVar[str] = "test.dictionary-value"

    @model
    class Value(Model):
        """What stands under test.dictionary-value."""

        key1: str | None = key("key1", default=None, required=True)
        key2: str | None = key("key2", default=None)

    value: Value | None = key("test.dictionary-value", default=None, required=True)
