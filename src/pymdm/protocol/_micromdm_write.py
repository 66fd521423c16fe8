"""A command as MicroMDM's JSON."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from typing import Any

from pymdm._model import Model, Tagged
from pymdm._model._fields import Field, fields_of
from pymdm.errors import LocalProtocolError
from pymdm.protocol import plist

from ._micromdm_names import AS_NUMBER, AS_PLIST, AS_TEXT, BESIDE, RESERVED, written

__all__ = ["plain", "write_keys"]


def write_keys(model: Model, path: str = "") -> dict[str, Any]:
    """The keys that are given, in MicroMDM's spelling; those of `extra` as they are.

    Raises:
        LocalProtocolError: a free dictionary holds data or dates, which JSON has not, or a key of `extra`
            has the name of another key.
    """
    cls = type(model)
    keys: dict[str, Any] = {}
    if isinstance(model, Tagged):
        keys["item"] = model.TAG[1]
    for field in fields_of(cls):
        value = getattr(model, field.name)
        if value is not None:
            name = written(cls, field)
            keys[name] = _value(field, value, cls, f"{path}.{name}" if path else name)
    theirs = {apple: name for name, apple in BESIDE.get(cls.__qualname__, {}).items()}
    for apple, value in model.extra.items():
        name = theirs.get(apple, apple)
        if name in keys or (not path and name in RESERVED):
            raise LocalProtocolError(f"extra: {name} is the name of another key in MicroMDM's JSON")
        keys[name] = plain(value, f"{path}.{name}" if path else name)
    return keys


def _value(field: Field, value: Any, cls: type, path: str) -> Any:
    place = (cls.__qualname__, field.key.wire)
    if place in AS_PLIST:
        return base64.b64encode(plist.dumps(value)).decode()
    if place in AS_TEXT:
        return str(value)
    if place in AS_NUMBER and value.isascii() and value.isdecimal():
        return int(value)
    return _shaped(value, path)


def _shaped(value: Any, path: str) -> Any:
    if isinstance(value, Model):
        return write_keys(value, path)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, tuple):
        return [_shaped(item, f"{path}[{n}]") for n, item in enumerate(value)]
    return plain(value, path)


def plain(value: Any, path: str) -> Any:
    """A value in what JSON has.

    Raises:
        LocalProtocolError: it is something else, or holds it.
    """
    if isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if isinstance(value, Mapping):
        return {name: plain(item, f"{path}.{name}") for name, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [plain(item, f"{path}[{n}]") for n, item in enumerate(value)]
    raise LocalProtocolError(f"{path}: expected what JSON has too; send it as a property list")
