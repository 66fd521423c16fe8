"""Checks of values that would otherwise fail much later and far from their cause."""

from __future__ import annotations

from typing import Any, Final

__all__ = ["MAX_ECHO", "aware", "echoed"]

# A device repeats the CommandUUID, and `pymdm.protocol` refuses a result with a longer one: such a command
# would be answered with 400 for ever, and block everything behind it.
MAX_ECHO: Final = 256


def aware(_: Any, attribute: Any, value: Any) -> None:
    """An attrs validator: a time has its zone, or is None.  Raises ValueError."""
    if value is not None and value.tzinfo is None:
        raise ValueError(f"{attribute.name}: expected an aware datetime, such as datetime.now(UTC)")


def echoed(_: Any, attribute: Any, value: str) -> None:
    """An attrs validator: a text that a device has to repeat is one that is read back.  Raises ValueError."""
    if not 1 <= len(value) <= MAX_ECHO:
        raise ValueError(f"{attribute.name}: expected 1 to {MAX_ECHO} characters")
