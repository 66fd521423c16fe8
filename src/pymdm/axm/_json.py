"""JSON:API documents: read strictly where it matters, leniently where it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from pymdm.errors import DecodeError

__all__ = ["Object", "first", "objects", "resource", "text", "texts"]

Object: TypeAlias = dict[str, Any]


def resource(found: object, kind: str, *, path: str = "data") -> Object:
    """A resource, which has to have an id; one without ``type`` is believed.

    Raises:
        DecodeError: it is something else.
    """
    if type(found) is not dict or found.get("type", kind) != kind:
        raise DecodeError(f"expected a resource of type {kind}", path=path)
    if type(found.get("id")) is not str or not found["id"]:
        raise DecodeError("expected a text", path=f"{path}.id")
    return found


def objects(found: Object) -> list[object]:
    """The resources of a page.

    Raises:
        DecodeError: there is no array of them.
    """
    data = found.get("data")
    if type(data) is not list:
        raise DecodeError("expected an array", path="data")
    return data


def text(found: Mapping[str, Any], key: str) -> str:
    """A text; empty if there is none."""
    value = found.get(key)
    return value if type(value) is str else ""


def texts(found: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Texts; one alone counts, for Apple has turned single IMEIs into lists."""
    value = found.get(key)
    values = value if type(value) is list else [value]
    return tuple(each for each in values if type(each) is str and each)


def first(found: Object, key: str) -> Object:
    """The object at a key; empty if there is none."""
    value = found.get(key)
    return value if type(value) is dict else {}
