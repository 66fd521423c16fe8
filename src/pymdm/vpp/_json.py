"""JSON of Apps and Books: read strictly where it matters, leniently where it does not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from pymdm.errors import DecodeError

__all__ = ["boolean", "integer", "number_text", "text"]

#: Digits of a number that comes as text: enough for 64 bits, and never slow to read.
_DIGITS: Final = re.compile(r"-?\d{1,18}", re.ASCII)


def text(found: Mapping[str, Any], key: str) -> str:
    """A text; empty if there is none, or something else."""
    value = found.get(key)
    return value if type(value) is str else ""


def number_text(found: Mapping[str, Any], key: str, *, path: str = "") -> str:
    """An identifier that has to be there, and that Apple writes as text or as a number.

    Raises:
        DecodeError: it is neither.
    """
    value = found.get(key)
    if type(value) is int:
        return str(value)
    if type(value) is not str or not value:
        raise DecodeError("expected a text or a whole number", path=f"{path}{key}")
    return value


def integer(found: Mapping[str, Any], key: str) -> int | None:
    """A whole number, also one that comes as text; None if there is none."""
    value = found.get(key)
    if type(value) is str and _DIGITS.fullmatch(value):
        return int(value)
    return value if type(value) is int else None


def boolean(found: Mapping[str, Any], key: str) -> bool | None:
    """True or false, also as text; None if it is neither."""
    value = found.get(key)
    if type(value) is str:
        value = {"true": True, "false": False}.get(value.strip().lower())
    return value if type(value) is bool else None
