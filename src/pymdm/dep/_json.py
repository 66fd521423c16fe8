"""JSON of the device enrollment service: read strictly where it matters, leniently where it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pymdm.errors import DecodeError

__all__ = ["boolean", "integer", "text"]


def text(found: Mapping[str, Any], key: str, *, path: str = "") -> str:
    """A text that has to be there.

    Raises:
        DecodeError: it is not, or is something else.
    """
    value = found.get(key)
    if type(value) is not str or not value:
        raise DecodeError("expected a text", path=f"{path}{key}")
    return value


def integer(found: Mapping[str, Any], key: str) -> int | None:
    """A number from 0, also one that comes as text; None if there is none, or none that can be meant."""
    value = found.get(key)
    if type(value) is str and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if type(value) is int and 0 <= value < 10**9 else None


def boolean(found: Mapping[str, Any], key: str) -> bool:
    """True or false, also as text: the 2014 examples have ``"false"``, which is true in most languages.

    Raises:
        DecodeError: it is neither.
    """
    value = found.get(key)
    if type(value) is str:
        value = {"true": True, "false": False}.get(value.strip().lower())
    if type(value) is not bool:
        raise DecodeError("expected true or false", path=key)
    return value
