"""The shapes that a value of a key can have, each with its three directions.

``accept`` takes what a caller gave (TypeError, ValueError), ``read`` what a peer sent
(DecodeError), ``put`` gives back what goes on the wire.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Final, TypeAlias, Union, get_args, get_origin, get_type_hints

from pymdm.errors import DecodeError

__all__ = ["Array", "Map", "Problems", "Shape", "received", "resolved", "shape_of", "text_keys"]

# Where wrong values of a lenient decode are reported; None means that the first one raises.
Problems = list[DecodeError] | None

# JSON has integers without end; this is the largest number that a real of 64 bits holds.
_LARGEST_REAL: Final = 1.7976931348623157e308


class _Scalar:
    """One value without parts; strict, so that True is no integer and text no bytes."""

    def __init__(self, base: type, expected: str) -> None:
        self.base = base
        self.expected = expected

    def fits(self, value: Any) -> bool:
        return isinstance(value, self.base)

    def accept(self, value: Any, where: str) -> Any:
        if not self.fits(value):
            raise TypeError(f"{where}: expected {self.expected}, not {type(value).__name__}")
        return self.put(value)

    def read(self, value: Any, path: str, problems: Problems) -> Any:
        if not self.fits(value):
            raise DecodeError(f"expected {self.expected}", path=path)
        return self.put(value)

    def put(self, value: Any) -> Any:
        return value


class _Text(_Scalar):
    def put(self, value: Any) -> Any:
        return str.__str__(value)  # members of a StrEnum become plain text


class _Integer(_Scalar):
    def fits(self, value: Any) -> bool:
        return isinstance(value, int) and not isinstance(value, bool)

    def put(self, value: Any) -> Any:
        return int(value)


class _Real(_Integer):
    """A number; devices send whole ones as integers."""

    def fits(self, value: Any) -> bool:
        return isinstance(value, float) or (super().fits(value) and abs(value) <= _LARGEST_REAL)

    def put(self, value: Any) -> Any:
        return float(value)


class _Date(_Scalar):
    def fits(self, value: Any) -> bool:
        return isinstance(value, dt.datetime) and value.utcoffset() is not None


class _Anything(_Scalar):
    def fits(self, value: Any) -> bool:
        return value is not None


class Array:
    """An array, of arrays perhaps: facts about items are about those of the innermost."""

    def __init__(self, item: Shape) -> None:
        self.item = item
        self.is_innermost = not isinstance(item, Array)
        self.expected: str = f"an array of {item.expected}"

    def accept(self, value: Any, where: str) -> Any:
        if not isinstance(value, Sequence) or isinstance(value, str | bytes | bytearray):
            raise TypeError(f"{where}: expected {self.expected}, not {type(value).__name__}")
        return tuple(self.item.accept(item, f"{where}[{n}]") for n, item in enumerate(value))

    def read(self, value: Any, path: str, problems: Problems) -> Any:
        if not isinstance(value, list | tuple):
            raise DecodeError(f"expected {self.expected}", path=path)
        return tuple(self.item.read(item, f"{path}[{n}]", problems) for n, item in enumerate(value))

    def put(self, value: Any) -> Any:
        return [self.item.put(item) for item in value]


class OneOrMore(Array):
    """A text, or an array of texts."""

    def __init__(self) -> None:
        super().__init__(_Text(str, "a string"))
        self.expected = "a string or an array of strings"

    def accept(self, value: Any, where: str) -> Any:
        return self.item.accept(value, where) if isinstance(value, str) else super().accept(value, where)

    def read(self, value: Any, path: str, problems: Problems) -> Any:
        if isinstance(value, str):
            return self.item.read(value, path, problems)
        return super().read(value, path, problems)

    def put(self, value: Any) -> Any:
        return value if isinstance(value, str) else super().put(value)


class Map:
    """A dictionary whose keys are the caller's or the device's own."""

    def __init__(self, item: Shape) -> None:
        self.item = item
        self.expected: str = f"a dictionary of {item.expected}"

    def accept(self, value: Any, where: str) -> Any:
        given = text_keys(value, where)
        return {name: self.item.accept(item, f"{where}.{name}") for name, item in given.items()}

    def read(self, value: Any, path: str, problems: Problems) -> Any:
        if not isinstance(value, Mapping):
            raise DecodeError(f"expected {self.expected}", path=path)
        given = received(value, path)
        return {name: self.item.read(item, f"{path}.{name}", problems) for name, item in given.items()}

    def put(self, value: Any) -> Any:
        return {name: self.item.put(item) for name, item in value.items()}


class _Nested:
    """A dictionary with a schema class of its own."""

    def __init__(self, cls: Any) -> None:
        self.cls = cls
        self.expected: str = f"{cls.__qualname__} dictionary"

    def accept(self, value: Any, where: str) -> Any:
        if not isinstance(value, self.cls):
            raise TypeError(f"{where}: expected {self.cls.__qualname__}, not {type(value).__name__}")
        return value

    def read(self, value: Any, path: str, problems: Problems) -> Any:
        if not isinstance(value, Mapping):
            raise DecodeError("expected a dictionary", path=path)
        return self.cls.decode(value, path=path, problems=problems)

    def put(self, value: Any) -> Any:
        return value.wire()


class _OneOf:
    """One of several dictionaries, which a key of theirs tells apart: ``TAG`` of each class."""

    def __init__(self, classes: Sequence[Any]) -> None:
        self.classes = {cls.TAG[1]: cls for cls in classes}
        self.key: str = classes[0].TAG[0]
        self.expected: str = f"a dictionary with {self.key}"

    def accept(self, value: Any, where: str) -> Any:
        if type(value) not in self.classes.values():
            names = ", ".join(cls.__qualname__ for cls in self.classes.values())
            raise TypeError(f"{where}: expected one of {names}, not {type(value).__name__}")
        return value

    def read(self, value: Any, path: str, problems: Problems) -> Any:
        if not isinstance(value, Mapping):
            raise DecodeError("expected a dictionary", path=path)
        tag = value.get(self.key)
        cls = self.classes.get(tag) if isinstance(tag, str) else None
        if cls is None:
            raise DecodeError(f"expected one of {', '.join(self.classes)}", path=f"{path}.{self.key}")
        return cls.decode(value, path=path, problems=problems)

    def put(self, value: Any) -> Any:
        return value.wire()


Shape: TypeAlias = _Scalar | Array | Map | _Nested | _OneOf

_SCALARS: Final[Mapping[Any, Shape]] = {
    str: _Text(str, "a string"),
    int: _Integer(int, "an integer"),
    float: _Real(float, "a number"),
    bool: _Scalar(bool, "a boolean"),
    bytes: _Scalar(bytes, "data (bytes)"),
    dt.datetime: _Date(dt.datetime, "a date with time zone"),
    Any: _Anything(object, "a value"),
}


def shape_of(annotation: Any) -> Shape:
    """The shape that an annotation such as ``Sequence[str] | None`` stands for.

    Raises:
        TypeError: for an annotation that no schema key has.
    """
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        given = [part for part in parts if part is not types.NoneType]
        if str in given and len(given) > 1:
            return OneOrMore()
        return _OneOf(given) if len(given) > 1 else shape_of(given[0])
    if origin is Sequence:
        return Array(shape_of(parts[0]))
    if origin is Mapping:
        return Map(shape_of(parts[1]))
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    if isinstance(annotation, type) and hasattr(annotation, "decode") and hasattr(annotation, "wire"):
        return _Nested(annotation)
    raise TypeError(f"no schema key has the type {annotation!r}; are annotations postponed in its module?")


def resolved(annotation: Any, module: str) -> Any:
    """An annotation; one in quotes, of a class that is still being defined there, looked up in its module."""
    if not isinstance(annotation, str):
        return annotation
    holder = types.SimpleNamespace(__annotations__={"value": annotation})
    return get_type_hints(holder, globalns=vars(import_module(module)))["value"]


def text_keys(value: Any, where: str) -> dict[str, Any]:
    """A copy of a dictionary that a caller gave, if all its keys are text.

    Raises:
        TypeError: it is no dictionary, or has another key.
    """
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise TypeError(f"{where}: expected a dictionary with text keys")
    return dict(value)


def received(wire: Any, path: str) -> dict[str, Any]:
    """A copy of a dictionary that a peer sent.

    Raises:
        DecodeError: it is no dictionary, or has a key that is no text.
    """
    if not isinstance(wire, Mapping) or not all(isinstance(name, str) for name in wire):
        raise DecodeError("expected a dictionary with text keys", path=path)
    return dict(wire)
