"""Values for every key of a schema class, and declarations that stand for others in tests."""

from __future__ import annotations

from typing import Any

from pymdm import declarations, schema
from pymdm._model._fields import fields_of
from pymdm._model._shapes import Array, Map, _Nested
from pymdm.protocol import ddm
from pymdm.schema import _index

PASSCODE = "com.apple.configuration.passcode.settings"
TYPES = tuple(_index.DECLARATION_TYPES)
ITEMS = tuple(_index.STATUS_ITEM_TYPES)

_SAMPLES: dict[type, Any] = {str: "a — ü", int: 7, float: 1.5, bool: True, bytes: b"\x00\xff\xfe"}


def filled(cls: type[Any], *, depth: int = 0) -> Any:
    """A value of a class with all its keys; what contains itself stops at some depth."""
    values = {
        field.name: _sample(field.shape, field.key.allowed, depth)
        for field in fields_of(cls)
        if depth < 6 or field.must_be_given
    }
    return cls(**{name: value for name, value in values.items() if value is not None})


def _sample(shape: Any, allowed: tuple[Any, ...], depth: int) -> Any:
    if isinstance(shape, _Nested):
        return filled(shape.cls, depth=depth + 1)
    if isinstance(shape, Array):
        return [_sample(shape.item, allowed, depth)] * 2
    if isinstance(shape, Map):
        return {"com.example.a": _sample(shape.item, allowed, depth)}
    return allowed[0] if allowed else _SAMPLES.get(shape.base, {"any": ["thing", 1]})


def declaration_of(name: str, identifier: str = "one") -> ddm.Declaration:
    """A declaration of a type, with all its keys."""
    cls = schema.declaration_class(name)
    assert cls is not None
    return ddm.Declaration(identifier=identifier, payload=filled(cls))


def passcode(identifier: str = "passcode", **keys: Any) -> ddm.Declaration:
    return ddm.Declaration(
        identifier=identifier, payload=declarations.PasscodeSettings(**(keys or {"minimum_length": 8}))
    )


def activation(*names: str, identifier: str = "always", predicate: str | None = None) -> ddm.Declaration:
    payload = declarations.ActivationSimple(standard_configurations=names, predicate=predicate)
    return ddm.Declaration(identifier=identifier, payload=payload)


def raw(kind: str, identifier: str, keys: dict[str, Any] | None = None) -> ddm.Declaration:
    """A declaration of a type that nobody knows; of a whole type if there are dots in it."""
    name = kind if "." in kind else f"com.apple.{kind}.of-tomorrow"
    return ddm.Declaration(identifier=identifier, payload=declarations.Raw(name, keys or {}))
