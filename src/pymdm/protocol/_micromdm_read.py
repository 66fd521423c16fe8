"""MicroMDM's JSON of a command, read as the dictionary that a property list carries."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Final, Literal, TypeAlias

from pymdm._model import Model, Tagged
from pymdm._model._fields import Field, fields_of
from pymdm._model._shapes import Array, Map
from pymdm.errors import DecodeError, PlistError
from pymdm.protocol import plist

from ._micromdm_names import AS_NUMBER, AS_PLIST, AS_TEXT, BESIDE, IF_ABSENT, names_of, written

__all__ = ["Unknown", "read_keys"]

Unknown: TypeAlias = Literal["refuse", "keep"]
"""What to do with keys and commands that the schema does not know."""

# A key that is longer is no slip of the pen, and nobody wants to read it in an error.
_MAX_SHOWN: Final = 64


def read_keys(found: Mapping[str, Any], cls: type[Model], path: str, unknown: Unknown) -> dict[str, Any]:
    """The keys of one dictionary, in Apple's spelling; null counts as not given.

    Raises:
        DecodeError: a value has the wrong type, a key is missing, given in two spellings, or not known.
    """
    names, known_beside = names_of(cls), BESIDE.get(cls.__qualname__, {})
    spelt = {field.key.wire: written(cls, field) for field in names.values()}
    spelt |= {apple: name for name, apple in known_beside.items()}
    wire: dict[str, Any] = {}
    beside: dict[str, Any] = {}
    for name, value in found.items():
        here = f"{path}.{_shown(name)}" if path else _shown(name)
        if value is None:
            continue
        if (field := names.get(name)) is not None:
            if field.key.wire in wire:
                raise DecodeError("expected this key in one spelling, found two", path=here)
            wire[field.key.wire] = _value(field, value, cls, here, unknown)
        elif (apple := known_beside.get(name)) is not None:
            beside[apple] = _boolean(value, here)
        elif unknown == "keep" and name not in spelt:
            beside[name] = value
        else:
            raise DecodeError(_not_known(name, spelt, names, cls), path=here)
    return {**_complete(wire, cls, path), **beside}


def _complete(wire: dict[str, Any], cls: type[Model], path: str) -> dict[str, Any]:
    """The keys in the schema's order, with those that MicroMDM adds."""
    whole: dict[str, Any] = {}
    for field in fields_of(cls):
        apple = field.key.wire
        value = wire.get(apple, IF_ABSENT.get((cls.__qualname__, apple)))
        if value is not None:
            whole[apple] = value
        elif field.must_be_given:
            here = f"{path}.{field.name}" if path else field.name
            raise DecodeError(f"expected {field.shape.expected}, found nothing", path=here)
    return whole


def _value(field: Field, value: Any, cls: type[Model], path: str, unknown: Unknown) -> Any:
    place = (cls.__qualname__, field.key.wire)
    if place in AS_PLIST:
        return _dictionary(value, path)
    if place in AS_TEXT and isinstance(value, str):
        return _number(value, path)
    if place in AS_NUMBER and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _shaped(field.shape, value, path, unknown)


def _shaped(shape: Any, value: Any, path: str, unknown: Unknown) -> Any:
    if isinstance(shape, Array):
        if not isinstance(value, list):
            raise DecodeError(f"expected {shape.expected}", path=path)
        return [_shaped(shape.item, item, f"{path}[{n}]", unknown) for n, item in enumerate(value)]
    if isinstance(shape, Map):  # free keys are Apple's, or nobody's; what cannot be sent shows later
        return dict(_object(value, path))
    if hasattr(shape, "classes"):
        return _tagged(shape.classes, _object(value, path), path, unknown)
    if hasattr(shape, "cls"):
        return read_keys(_object(value, path), shape.cls, path, unknown)
    return _data(value, path) if shape.base is bytes else shape.read(value, path, None)


def _tagged(classes: dict[str, type[Tagged]], found: Mapping[str, Any], path: str, unknown: Unknown) -> Any:
    tag = found.get("item")
    cls = classes.get(tag) if isinstance(tag, str) else None
    if cls is None:
        raise DecodeError(f"expected one of {', '.join(classes)}", path=f"{path}.item")
    keys = {name: value for name, value in found.items() if name != "item"}
    return {cls.TAG[0]: cls.TAG[1], **read_keys(keys, cls, path, unknown)}


def _object(value: Any, path: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise DecodeError("expected an object", path=path)
    return value


def _boolean(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise DecodeError("expected a boolean", path=path)
    return value


def _number(text: str, path: str) -> int:
    # MDM reference 2014, RequestMirroring: a number from 10 to 300.
    if not text.isascii() or not text.isdecimal() or len(text) > 3:
        raise DecodeError("expected a number of at most three digits", path=path)
    return int(text)


def _data(value: Any, path: str) -> bytes:
    if not isinstance(value, str):
        raise DecodeError("expected data as text in base64", path=path)
    try:
        return base64.b64decode(value.replace("\r", "").replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        raise DecodeError("expected data as text in base64", path=path) from None


def _dictionary(value: Any, path: str) -> Mapping[str, Any]:
    """A property list in base64 as MicroMDM has it, or the dictionary itself as an object."""
    if not isinstance(value, str):
        return _object(value, path)
    try:
        found = plist.loads(_data(value, path))
    except PlistError:
        found = None
    if not isinstance(found, dict):
        raise DecodeError("expected a property list with a dictionary, in base64", path=path)
    return found


def _not_known(name: str, spelt: Mapping[str, str], names: Mapping[str, Field], cls: type[Model]) -> str:
    near = [spelt[name]] if name in spelt else get_close_matches(name[:_MAX_SHOWN], names, n=1)
    hint = f"did you mean {near[0]}?" if near else 'unknown="keep" sends it as it is'
    return f"expected a key of {cls.__qualname__}; {hint}"


def _shown(name: str) -> str:
    return name if name.isprintable() and len(name) <= _MAX_SHOWN else "<a key that is not known>"
