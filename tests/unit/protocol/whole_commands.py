"""An example of every command, with all its keys, made from what the classes say of themselves."""

from __future__ import annotations

from typing import Any

from pymdm import schema
from pymdm._model import Command, Model
from pymdm._model._fields import Field, fields_of
from pymdm.schema import _index

_BY_EXPECTATION: dict[str, Any] = {
    "a string": "12:34:56:78:9a:bc",
    "an integer": 30,
    "a boolean": True,
    "data (bytes)": b"\x00\xff<data>",
    "a value": "anything",
}


def every_command() -> list[Command]:
    """One of each command that the schema knows, and one of Settings for each kind of setting."""
    found: list[Command] = []
    for request_type in _index.REQUEST_TYPES:
        cls = schema.command_class(request_type)
        assert cls is not None
        found.append(cls(**whole(cls)))
    return found


def whole(cls: type[Model]) -> dict[str, Any]:
    """A value for every key."""
    return {field.name: _value(field, field.shape) for field in fields_of(cls)}


def _value(field: Field, shape: Any) -> Any:
    if hasattr(shape, "classes"):
        return None
    if hasattr(shape, "cls"):
        return shape.cls(**whole(shape.cls))
    if hasattr(shape, "item"):
        if hasattr(shape.item, "classes"):
            return [cls(**whole(cls)) for cls in shape.item.classes.values()]
        item = _value(field, shape.item)
        return {"Key": item} if shape.expected.startswith("a dictionary") else [item, item]
    if field.key.allowed:
        return field.key.allowed[-1]
    return _BY_EXPECTATION[shape.expected]
