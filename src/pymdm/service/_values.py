"""Checks of values that would otherwise fail much later and far from their cause."""

from __future__ import annotations

from typing import Any

__all__ = ["aware"]


def aware(_: Any, attribute: Any, value: Any) -> None:
    """An attrs validator: a time has its zone, or is None.  Raises ValueError."""
    if value is not None and value.tzinfo is None:
        raise ValueError(f"{attribute.name}: expected an aware datetime, such as datetime.now(UTC)")
